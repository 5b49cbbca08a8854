"""What differs between the plans in two locks, of which the lock knows only digests."""

from collections.abc import Mapping
from dataclasses import replace

from icefloe.diff.codes import Code, Codes
from icefloe.diff.frozen import codes_in, comparable, plan_names
from icefloe.diff.grouping import grouped
from icefloe.diff.level import Found, Level
from icefloe.diff.step import code_changes
from icefloe.diff.typetext import fits
from icefloe.lock.leafname import LeafName
from icefloe_schema.difference import PipelineDifference
from icefloe_schema.leaves import unescape
from icefloe_schema.lock import Leaf, Lock


def frozen_pipelines(
    prefix: str, old: Lock, new: Lock, *, whole: bool
) -> tuple[list[PipelineDifference], frozenset[str]]:
    """The difference of each plan in the locks, and the modules that the changes stand in.

    Unless both locks are `whole`, a plan that only one of them has says nothing.
    """
    before, after = plan_names(old), plan_names(new)
    codes: list[Mapping[str, Mapping[str, Code]]] = [{}, {}]
    if comparable(old, new):
        codes = [codes_in(old), codes_in(new)]
    found: list[PipelineDifference] = []
    told: set[str] = set()
    for name in sorted(before.keys() | after.keys() if whole else before.keys() & after.keys()):
        own = Codes(old=codes[0].get(name, {}), new=codes[1].get(name, {}))
        level = Level(fits=fits, codes=own)
        made = _pipeline(prefix, name, before.get(name), after.get(name), level)
        found.append(made)
        if made.groups:
            told.add(unescape(name).partition(":")[0].replace("/", "."))
        for address in own.old.keys() & own.new.keys():
            told |= {one.partition(":")[0] for change in own.differences(address, address) for one in change.names}
    return found, frozenset(told)


def _pipeline(
    prefix: str, name: str, old: Mapping[str, Leaf] | None, new: Mapping[str, Leaf] | None, level: Level
) -> PipelineDifference:
    shown = f"{prefix}{unescape(name)}"
    if old is None or new is None:
        steps = sorted(one for one in (new or old or {}) if one)
        listed = f"{len(steps)} step{'' if len(steps) == 1 else 's'}"
        if old is None:
            one = level.change("pipeline", "added", "behaviour", f"new pipeline with {listed}", new=shown)
            return PipelineDifference(name=shown, how="added", groups=grouped([one]))
        one = level.change("pipeline", "removed", "breaking", f"the pipeline is gone, with {listed}", old=shown)
        return PipelineDifference(name=shown, how="removed", groups=grouped([one]))
    found: list[Found] = []
    for step in sorted(old.keys() | new.keys()):
        found += _leaf(level, step, old.get(step), new.get(step))
    found += _codes(level, name)
    groups = grouped(found)
    changed = {group.steps[0] for group in groups if group.steps}
    return PipelineDifference(name=shown, groups=groups, unchanged=sum(one not in changed for one in new if one))


def _leaf(level: Level, step: str, old: Leaf | None, new: Leaf | None) -> list[Found]:
    if old is not None and new is not None and old.digest == new.digest:
        return []
    if not step:
        text = "the header changed: its name, parameters, results, schedule, files or settings"
        return [level.change("header", "changed", "behaviour", text, at="header", old=_short(old), new=_short(new))]
    at = _at(level, (step,))
    if old is None:
        return [at.change("step", "added", "behaviour", "new step", new=step)]
    if new is None:
        return [at.change("step", "removed", "breaking", "the step is gone", old=step)]
    text = "the step changed: what it runs, takes, gives or may do (a lock holds only its digest)"
    return [at.change("frozen", "changed", "behaviour", text, old=_short(old), new=_short(new))]


def _short(leaf: Leaf | None) -> str:
    return "" if leaf is None else leaf.digest[:12]


def _codes(level: Level, name: str) -> list[Found]:
    """The functions whose code changed; those of steps that came or went are told with the steps."""
    found: list[Found] = []
    for address in sorted(level.codes.old.keys() & level.codes.new.keys()):
        what = LeafName(plan=name, address=address, aspect="semantic").words
        steps = tuple(unescape(part) for part in address.split("/"))
        at = _at(level, steps[:1], (address, address))
        found += code_changes(at, "", f"the function of {what}", "run")
    return found


def _at(level: Level, steps: tuple[str, ...], folders: tuple[str, str] = ("", "")) -> Level:
    return replace(level, steps=steps, was=steps, folders=folders)
