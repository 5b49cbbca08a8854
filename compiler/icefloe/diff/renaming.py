"""Steps that are on both sides under different ids, and what refers to them."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar, cast

from icefloe.diff.codes import Codes
from icefloe_schema.canonical import canonical
from icefloe_schema.codec import to_json
from icefloe_schema.leaves import bare, escape
from icefloe_schema.plan import Body, FromOutput, FromRan, Group, LoopRun, PythonRun, Step
from icefloe_schema.records import dataclass

Part = TypeVar("Part")
#: From this on two steps are one that was renamed: they run the same function, or the same code.
_ENOUGH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """What steps that were renamed are called while two sides are compared: on both the same, and as no step is.

    So neither side is told in the other one's names, and what holds of old and new holds of new and old.
    """

    old: Mapping[str, str] = field(default_factory=dict[str, str])
    new: Mapping[str, str] = field(default_factory=dict[str, str])

    def renamed(self, names: Mapping[str, str]) -> "Aliases":
        """These and those of more steps, of which `names` are the new ids by the old ones."""
        made = {old: f"\0{old}\0{new}" for old, new in names.items()}
        return Aliases(old={**self.old, **made}, new={**self.new, **{names[old]: one for old, one in made.items()}})

    def inside(self, old: Body, new: Body) -> "Aliases":
        """Those that mean the same inside a body: its own steps are its own affair."""
        return Aliases(old=_outside(self.old, old), new=_outside(self.new, new))

    def same(self, old: object, new: object) -> bool:
        """Whether two parts of plans are the same to every digest but for the names of steps that were renamed."""
        return same(translated(old, self.old), translated(new, self.new))


def _outside(names: Mapping[str, str], body: Body) -> Mapping[str, str]:
    own = {step.id for step in body.steps}
    return {name: alias for name, alias in names.items() if name not in own}


def same(old: object, new: object) -> bool:
    """Whether two parts of plans are the same to every digest; a text, or none, is only itself."""
    return _canonical(old) == _canonical(new)


def _canonical(value: object) -> bytes:
    is_part = dataclasses.is_dataclass(value) and not isinstance(value, type)
    return canonical({"of": to_json(bare(value))} if is_part else {"words": str(value)})


def renames(
    removed: Sequence[Step], added: Sequence[Step], codes: Codes, folders: tuple[str, str]
) -> Mapping[str, str]:
    """New ids by old ones: pairs in which each is the one that is most like the other, and no third is as much."""
    scores = {
        (old.id, new.id): score
        for old in removed
        for new in added
        if (score := _likeness(old, new, codes, folders)) >= _ENOUGH
    }
    found: dict[str, str] = {}
    for old in removed:
        new = _best({one.id: scores.get((old.id, one.id), 0) for one in added})
        if new and _best({one.id: scores.get((one.id, new), 0) for one in removed}) == old.id:
            found[old.id] = new
    return found


def _best(scores: Mapping[str, int]) -> str:
    """The one with the highest score, if it is the only one."""
    highest = max(scores.values(), default=0)
    names = [name for name, score in scores.items() if score == highest]
    return names[0] if highest and len(names) == 1 else ""


def _likeness(old: Step, new: Step, codes: Codes, folders: tuple[str, str]) -> int:
    if old.run.tag != new.run.tag:
        return 0
    whole = _bytes(old.run) == _bytes(new.run)
    if isinstance(old.run, PythonRun) and isinstance(new.run, PythonRun):
        code = codes.is_same(f"{folders[0]}{escape(old.id)}", f"{folders[1]}{escape(new.id)}")
        # A body alone is weak evidence: many functions only pass. It takes a parameter or an output of the same name.
        does = codes.does_same(old.run.function, new.run.function)
        score = 4 * (_bytes(old.run.function) == _bytes(new.run.function)) + 4 * code + 2 * whole + 3 * does
    else:
        score = 4 * (whole and old.run.tag != "stub") + 4 * (whole and _without_id(old) == _without_id(new))
    if not score:
        return 0
    taken = bool(old.bindings) and {one.parameter for one in old.bindings} == {one.parameter for one in new.bindings}
    given = bool(old.outputs) and {one.name for one in old.outputs} == {one.name for one in new.outputs}
    wired = tuple(map(_bytes, old.bindings)) == tuple(map(_bytes, new.bindings))
    return score + taken + given + 2 * wired + 2 * (_without_id(old) == _without_id(new))


def _without_id(step: Step) -> bytes:
    return _bytes(dataclasses.replace(step, id=""))


def _bytes(value: object) -> bytes:
    return canonical(to_json(bare(value)))


def translated(value: Part, names: Mapping[str, str]) -> Part:
    """A part of a plan in which steps are called by other names; inside a body its own steps are its own affair."""
    return cast("Part", _translated(value, names)) if names else value


def _translated(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, tuple):
        return tuple(_translated(item, names) for item in cast("tuple[object, ...]", value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Body):
        names = _outside(names, value)
    kept: dict[str, Any] = {
        field.name: _translated(getattr(value, field.name), names) for field in dataclasses.fields(value)
    }
    if isinstance(value, LoopRun):  # what ends a loop stands outside its body, and looks into it
        kept["until"] = _translated(value.until, _outside(names, value.body))
    if isinstance(value, FromOutput | FromRan):
        kept["step"] = names.get(value.step, value.step)
    if isinstance(value, Step):
        kept["after"] = tuple(names.get(one, one) for one in value.after)
    if isinstance(value, Group):
        kept["steps"] = tuple(names.get(one, one) for one in value.steps)
    return type(value)(**kept)


def sources(value: object) -> Iterator[str]:
    """The steps that a part of a plan takes something from."""
    if isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from sources(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, FromOutput | FromRan):
            yield value.step
        for field in dataclasses.fields(value):
            yield from sources(getattr(value, field.name))
