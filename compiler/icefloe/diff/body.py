"""What changed in the steps of a plan, or of a body inside a step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from icefloe.diff.fields import arrow
from icefloe.diff.level import Found, Level
from icefloe.diff.pairing import paired
from icefloe.diff.parameters import parameter_changes, result_changes
from icefloe.diff.renaming import renames, translated
from icefloe.diff.runs import Inside, body_pairs, run_changes
from icefloe.diff.step import step_changes
from icefloe_schema import words
from icefloe_schema.codec import to_json
from icefloe_schema.difference import How, Kind, Severity
from icefloe_schema.plan import Body, Group, Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One step on both sides; None where there is none."""

    old: Step | None
    new: Step | None


def pairs(level: Level, old: Sequence[Step], new: Sequence[Step]) -> tuple[Level, tuple[Pair, ...]]:
    """The steps side by side, by id and then by what they run; and the level that knows those that were renamed."""
    found = [*paired(old, new, _id)]
    gone = [before for _, before, after in found if before is not None and after is None]
    come = [after for _, before, after in found if before is None and after is not None]
    aliases = level.aliases
    names = renames(translated((*gone,), aliases.old), translated((*come,), aliases.new), level.codes, level.folders)
    older = {names[one.id]: one for one in gone if one.id in names}
    made: list[Pair] = []
    for _, before, after in found:
        if before is not None and before.id in names and after is None:
            continue
        was: Step | None = older.get(after.id) if before is None and after is not None else before
        made.append(Pair(old=was, new=after))
    return replace(level, aliases=aliases.renamed(names)), tuple(made)


def _id(step: Step) -> str:
    return step.id


def body_changes(level: Level, old: Body, new: Body) -> Iterator[Found]:
    """The changes of a body: its parameters, steps, results and groups."""
    yield from parameter_changes(level, old.parameters, new.parameters)
    level, found = pairs(replace(level, aliases=level.aliases.inside(old, new)), old.steps, new.steps)
    yield from steps_changes(level, found)
    if level.inner:
        yield from _order(level, [one.id for one in old.steps], [one.id for one in new.steps])
    yield from result_changes(level, old.results, new.results, new.steps)
    yield from group_changes(level, old.groups, new.groups)
    if level.inner and old.name != new.name:
        text = f"the name of what it runs: {arrow(old.name, new.name)}"
        yield level.change("text", "changed", "note", text, at="name", old=old.name, new=new.name)


def steps_changes(level: Level, found: Sequence[Pair]) -> Iterator[Found]:
    """The changes of steps that were paired."""
    for pair in found:
        if pair.old is not None and pair.new is not None:
            yield from _both(level, pair.old, pair.new)
        elif pair.new is not None:
            yield _added(level, pair.new)
        elif pair.old is not None:
            yield _removed(level, pair.old)


def _both(level: Level, old: Step, new: Step) -> Iterator[Found]:
    at = level.step(old, new)
    found: list[Found] = []
    if old.id != new.id:
        same_function = words.runs(old.run) == words.runs(new.run)
        why = f"the same function, {words.short(words.runs(new.run))}" if same_function else "the same code"
        text = f"renamed from {words.code(old.id)} ({why})"
        found.append(at.change("step", "renamed", "behaviour", text, old=old.id, new=new.id))
    found += step_changes(at, old, new)
    found += run_changes(at, old, new)
    for before, after in body_pairs(old, new):
        found += _inside(at, before, after)
    if not found and not level.aliases.same(old, new) and not at.partial:
        # Whatever it is, it is in the step's digest, so it is said.
        text = f"changed in a way that has no words: {arrow(str(to_json(old)), str(to_json(new)))}"
        found.append(at.change("runs", "changed", "behaviour", text))
    yield from found


def _inside(level: Level, before: Inside | None, after: Inside | None) -> Iterator[Found]:
    if before is not None and after is not None:
        inner = level.body((before.address, after.address), (before.index, after.index), after.label)
        yield from body_changes(inner, before.body, after.body)
        if before.index != after.index and before.key == after.key and before.key != "handler":
            first, second = str(before.index + 1), str(after.index + 1)
            text = f"{words.code(after.key)} is branch number: {arrow(first, second)}"
            yield level.change("text", "changed", "note", text, at=after.key, old=first, new=second)
        return
    one = after or before
    if one is None:
        return
    what = "policy `on_failure.handler`" if one.key == "handler" else words.code(one.key)
    names = ", ".join(step.id for step in one.body.steps)
    text = f"{'new ' if after else ''}{what}{'' if after else ' is gone'}, with the steps {words.short(names)}"
    kind: Kind = "policy" if one.key == "handler" else "runs"
    old, new = ("", names or "no steps") if after else (names or "no steps", "")
    yield level.change(kind, "added" if after else "removed", "behaviour", text, at=one.key, old=old, new=new)


def _added(level: Level, step: Step) -> Found:
    at = level.step(step, step)
    taken = ", ".join(dict.fromkeys(words.value(one.value) for one in step.bindings))
    parts = [f"new step, runs {words.short(words.runs(step.run))}"]
    parts += [f"on {words.short(taken)}"] if taken else []
    return at.change("step", "added", "behaviour", " ".join(parts), new=step.id)


def _removed(level: Level, step: Step) -> Found:
    at = level.step(step, step)
    given = ", ".join(one.name for one in step.outputs)
    severity: Severity = "breaking" if given else "behaviour"
    text = f"the step is gone{f', and its output {words.short(given)} with it' if given else ''}"
    return at.change("step", "removed", severity, text, old=step.id, place=at.place(gone=True))


def _order(level: Level, old: list[str], new: list[str]) -> Iterator[Found]:
    names = ([level.aliases.old.get(one, one) for one in old], [level.aliases.new.get(one, one) for one in new])
    before = [(name, one) for name, one in zip(names[0], old, strict=True) if name in names[1]]
    kept = [(name, one) for name, one in zip(names[1], new, strict=True) if name in names[0]]
    if [name for name, _ in before] != [name for name, _ in kept]:
        first, second = (", ".join(one for _, one in side) for side in (before, kept))
        text = f"the order of the steps: {arrow(first, second)}"
        yield level.change("text", "changed", "note", text, at="steps", old=first, new=second)


def group_changes(level: Level, old: Sequence[Group], new: Sequence[Group]) -> Iterator[Found]:
    """A change for each execution group that is not the same."""
    for name, before, after in paired(old, new, lambda one: one.name):
        if before is not None and after is not None and level.aliases.same(before, after):
            continue
        first, second = ("" if one is None else _said(one) for one in (before, after))
        how: How = "changed" if before and after else "added" if after else "removed"
        text = f"execution group {words.code(name)}: {arrow(first, second)}"
        yield level.change("policy", how, "behaviour", text, at=f"groups.{name}", old=first, new=second)
    names = [[one.name for one in side] for side in (old, new)]
    if names[0] != names[1] and {*names[0]} == {*names[1]}:
        first, second = (", ".join(side) for side in names)
        text = f"the order of the execution groups: {arrow(first, second)}"
        yield level.change("text", "changed", "note", text, at="groups", old=first, new=second)


def _said(group: Group) -> str:
    needs = "" if group.resources is None else f" with {words.literal(dict(to_json(group.resources)))}"
    return f"[{', '.join(group.steps)}]{needs}"
