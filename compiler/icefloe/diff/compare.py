"""Two sides in, one difference out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from icefloe.diff import typetext
from icefloe.diff.body import body_changes
from icefloe.diff.codes import Code, Codes
from icefloe.diff.frozen import codes_in, comparable, project_changes
from icefloe.diff.frozenplans import frozen_pipelines
from icefloe.diff.grouping import counted, grouped, ordered, ranked
from icefloe.diff.header import header_changes
from icefloe.diff.level import Found, Level
from icefloe.diff.matching import matched
from icefloe.diff.moving import has_moved, rehomed, rehomed_codes
from icefloe.diff.side import Pipeline, Side
from icefloe.diff.spots import Spots
from icefloe.lock.inputs import functions
from icefloe_schema.difference import Change, Difference, PipelineDifference
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Body, FunctionRef, Plan
from icefloe_schema.records import dataclass

#: The functions of a side by project, plan and address.
AllCodes: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Code]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """One pipeline after its comparison: what changed, how much did not, and the modules that its changes are in."""

    difference: PipelineDifference
    modules: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The locks of both sides, and the functions in them by project, plan and address."""

    old: AllCodes
    new: AllCodes
    old_locks: Mapping[str, Lock]
    new_locks: Mapping[str, Lock]


def compare(old: Side, new: Side) -> Difference:
    """What differs between two sides, and how much does not."""
    pairs = () if old.frozen or new.frozen else matched(old.pipelines, new.pipelines)
    known = _Known(old=_codes_of(old), new=_codes_of(new), old_locks=old.locks, new_locks=new.locks)
    compared = [_pair(known, before, after) for before, after in pairs]
    told = frozenset(name for one in compared for name in one.modules)
    files = frozenset(path for one in compared for path in one.files)
    project: list[Change] = []
    partial = old.partial or new.partial or any(one.partial for one in (*old.pipelines, *new.pipelines))
    whole = not partial and old.frozen == new.frozen
    for prefix in sorted(old.locks.keys() | new.locks.keys()):
        first, second = old.locks.get(prefix), new.locks.get(prefix)
        if first is None or second is None:
            continue
        if old.frozen or new.frozen:
            found, modules = frozen_pipelines(prefix, first, second, whole=old.frozen and new.frozen)
            compared += [_Compared(difference=one) for one in found]
            told |= modules
        project += project_changes(prefix, first, second, told, files, whole=whole)
    differing = [one.difference for one in compared if one.difference.groups]
    unchanged = [one.difference for one in compared if not one.difference.groups]
    steps = sum(one.difference.unchanged for one in compared)
    pipelines = tuple(sorted(differing, key=lambda one: (ranked(one.groups), one.name)))
    rows = tuple(ordered(project))
    return Difference(
        old=old.name,
        new=new.name,
        counts=replace(counted(pipelines, rows), unchanged_pipelines=len(unchanged), unchanged_steps=steps),
        pipelines=pipelines,
        project=rows,
    )


def _codes_of(side: Side) -> AllCodes:
    return {prefix: codes_in(lock) for prefix, lock in side.locks.items()}


def _pair(known: _Known, before: Pipeline | None, after: Pipeline | None) -> _Compared:
    if before is not None and after is not None:
        return _both(known, before, after)
    level = Level(fits=typetext.fits, codes=Codes())
    if after is not None:
        level = replace(level, new=_spots(after))
        text = f"new pipeline with {_steps(after.plan)}"
        found = level.change("pipeline", "added", "behaviour", text, new=after.name)
        made = PipelineDifference(name=after.name, how="added", groups=grouped([found]), partial=after.partial)
        return _Compared(difference=made, modules=_modules(after))
    assert before is not None  # noqa: S101 - one of the two is there
    level = replace(level, old=_spots(before))
    text = f"the pipeline is gone, with {_steps(before.plan)}"
    place = level.place(gone=True)
    found = level.change("pipeline", "removed", "breaking", text, old=before.name, place=place)
    made = PipelineDifference(name=before.name, how="removed", groups=grouped([found]), partial=before.partial)
    return _Compared(difference=made, modules=_modules(before))


def _steps(plan: Plan) -> str:
    names = [f"`{step.id}`" for step in plan.steps[:8]]
    more = len(plan.steps) - len(names)
    count = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
    return f"{count}: {', '.join(names)}{f' and {more} more' if more else ''}" if names else count


def _both(known: _Known, before: Pipeline, after: Pipeline) -> _Compared:
    is_partial = before.partial or after.partial
    level = Level(
        old=_spots(before),
        new=_spots(after),
        fits=after.fits or typetext.fits,
        codes=_codes(known, before, after),
        partial=is_partial,
    )
    found: list[Found] = []
    is_moved = bool(before.key.partition(":")[1] and after.key.partition(":")[1]) and before.key != after.key
    if is_moved and before.name != after.name:
        found.append(_renamed(level, before, after))
    older = before
    if has_moved(before, after):
        older = rehomed(before, after)
        level = replace(level, codes=rehomed_codes(_codes(known, older, after), before, after))
    found += header_changes(level, older.plan, after.plan)
    found += body_changes(level, _body(older.plan), _body(after.plan))
    groups = grouped(found)
    changed = {group.steps[0] for group in groups if group.steps}
    made = PipelineDifference(
        name=after.name,
        was=before.name if before.name != after.name else "",
        how="renamed" if is_moved and before.name != after.name else "changed",
        groups=groups,
        unchanged=sum(step.id not in changed for step in after.plan.steps),
        partial=is_partial,
    )
    modules = _touched(before, after, level.codes) if found else frozenset[str]()
    files = frozenset(one.change.at.removeprefix("files.") for one in found if one.change.kind == "file")
    return _Compared(difference=made, modules=modules, files=files)


def _renamed(level: Level, before: Pipeline, after: Pipeline) -> Found:
    """That a pipeline has another name; another file alone changes nothing of what a run does."""
    if has_moved(before, after):
        file = before.name.partition(":")[0]
        return level.change("pipeline", "renamed", "note", f"moved from `{file}`", old=before.name, new=after.name)
    text = f"renamed from `{before.name}`"
    return level.change("pipeline", "renamed", "behaviour", text, old=before.name, new=after.name)


def _body(plan: Plan) -> Body:
    return Body(parameters=plan.parameters, steps=plan.steps, results=plan.results, groups=plan.groups)


def _spots(pipeline: Pipeline) -> Spots:
    return Spots(data=pipeline.places, prefix=pipeline.prefix)


def _codes(known: _Known, before: Pipeline, after: Pipeline) -> Codes:
    shapes = (before.shape, after.shape)
    first, second = known.old_locks.get(before.prefix), known.new_locks.get(after.prefix)
    if first is None or second is None or not comparable(first, second):
        return Codes(shapes=shapes)
    older, newer = known.old[before.prefix].get(before.key, {}), known.new[after.prefix].get(after.key, {})
    return Codes(old=_read(older, before), new=_read(newer, after), closures=after.closures, shapes=shapes)


def _read(found: Mapping[str, Code], pipeline: Pipeline) -> Mapping[str, Code]:
    """The functions of a pipeline, with the digests of their sources where these are there."""
    return {
        address: replace(code, semantic=pipeline.closures[address].semantic) if address in pipeline.closures else code
        for address, code in found.items()
    }


def _modules(pipeline: Pipeline) -> frozenset[str]:
    """The dotted names of the modules of a pipeline and of its functions."""
    own = pipeline.key.partition(":")[0].replace("/", ".")
    return frozenset((own, *(ref.module for _, ref in functions(pipeline.plan))))


def _touched(before: Pipeline, after: Pipeline, codes: Codes) -> frozenset[str]:
    """The modules that the changes of a pipeline stand in: its own, and those of the functions that changed."""
    refs: dict[str, FunctionRef] = dict(functions(after.plan))
    older: dict[str, FunctionRef] = dict(functions(before.plan))
    names = {one.key.partition(":")[0].replace("/", ".") for one in (before, after)}
    for address in refs.keys() | older.keys():
        if address not in refs or address not in older:
            names.add((refs.get(address) or older[address]).module)
            continue
        for change in codes.differences(address, address):
            names.add(refs[address].module)
            names |= {name.partition(":")[0] for name in change.names}
    return frozenset(names)


__all__ = ["compare"]
