"""What changed in the head of a plan."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.diff.fields import always, arrow, field_changes
from icefloe.diff.level import Found, Level
from icefloe.diff.pairing import paired
from icefloe_schema import words
from icefloe_schema.codec import to_json
from icefloe_schema.difference import How, Kind, Severity
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import InputFile, Plan

#: Fields that change nothing of what a run does.
_TOLD = frozenset({"description", "tags", "version", "project", "dialect_version"})
_DIGITS = 12


def header_changes(level: Level, old: Plan, new: Plan) -> Iterator[Found]:
    """A change for each value in the head that differs; parameters, results and groups are told elsewhere."""
    yield from field_changes(level, _plain(old), _plain(new), _weight)
    for name, before, after in paired(old.parameter_sets, new.parameter_sets, lambda one: one.name):
        noun = f"parameter set {words.code(name)},"
        first, second = (dict[str, Json]() if one is None else dict(one.values) for one in (before, after))
        yield from field_changes(
            level, first, second, always("parameter", "behaviour"), noun=noun, prefix=f"parameter_sets.{name}"
        )
        if (before is None or after is None) and not first and not second:
            how: How = "added" if before is None else "removed"
            text = f"{'new ' if before is None else ''}{noun.rstrip(',')}{'' if before is None else ' is gone'}"
            yield level.change("parameter", how, "behaviour", text, at=f"parameter_sets.{name}")
    names = [[one.name for one in side.parameter_sets] for side in (old, new)]
    if names[0] != names[1] and {*names[0]} == {*names[1]}:
        first_names, second_names = (", ".join(side) for side in names)
        text = f"the order of the parameter sets: {arrow(first_names, second_names)}"
        yield level.change("text", "changed", "note", text, at="parameter_sets", old=first_names, new=second_names)
    yield from _files(level, old.files, new.files)


def _plain(plan: Plan) -> dict[str, Json]:
    """The head without what is compared by itself, and without what no digest covers."""
    bare = replace(
        plan, steps=(), parameters=(), results=(), groups=(), display={}, hints=plan.obeyed, files=(), parameter_sets=()
    )
    found = to_json(bare)
    del found["plan"]
    return found


def _weight(path: str) -> tuple[Kind, Severity]:
    told = path.partition(".")[0] in _TOLD
    return ("text" if path.startswith(("description", "tags")) else "header"), ("note" if told else "behaviour")


def _files(level: Level, old: tuple[InputFile, ...], new: tuple[InputFile, ...]) -> Iterator[Found]:
    for path, before, after in paired(old, new, lambda one: one.path):
        at, label = f"files.{path}", f"file {words.code(path)}"
        if before is None and after is not None:
            text = f"reads {label} now"
            yield level.change("file", "added", "behaviour", text, at=at, new=after.sha256[:_DIGITS])
        elif before is not None and after is None:
            text = f"no longer reads {label}"
            yield level.change("file", "removed", "behaviour", text, at=at, old=before.sha256[:_DIGITS])
        elif before is not None and after is not None and before != after:
            first, second = before.sha256[:_DIGITS], after.sha256[:_DIGITS]
            text = f"{label}, which it reads, changed: {arrow(first, second)}"
            yield level.change("file", "changed", "behaviour", text, at=at, old=first, new=second)
    paths = [[one.path for one in side] for side in (old, new)]
    if paths[0] != paths[1] and {*paths[0]} == {*paths[1]}:
        first, second = (", ".join(side) for side in paths)
        text = f"the order of the files: {arrow(first, second)}"
        yield level.change("text", "changed", "note", text, at="files", old=first, new=second)
