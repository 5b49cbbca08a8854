"""What changed in the parameters and results of a plan or a body."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from icefloe.diff.fields import arrow
from icefloe.diff.level import Found, Level, same
from icefloe.diff.pairing import paired
from icefloe_schema import words
from icefloe_schema.difference import Severity
from icefloe_schema.plan import FromOutput, Parameter, Result, Step


def parameter_changes(level: Level, old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[Found]:
    """A change for each thing that is not the same of a parameter, by name."""
    for name, before, after in paired(old, new, lambda one: one.name):
        label = f"parameter {words.code(name)}"
        if before is None and after is not None:
            place = level.place("parameters", name)
            how = "required" if after.required else f"default {words.short(words.literal(after.default))}"
            severity: Severity = "breaking" if after.required else "note"
            text = f"new {'required ' if after.required else ''}{label}{'' if after.required else f', {how}'}"
            yield level.change(
                "parameter", "added", severity, text, at=f"parameters.{name}", new=_said(after), place=place
            )
        elif before is not None and after is None:
            place = level.place("parameters", name, gone=True)
            text = f"{label} is gone: a run that gives it fails"
            yield level.change(
                "parameter", "removed", "breaking", text, at=f"parameters.{name}", old=_said(before), place=place
            )
        elif before is not None and after is not None and not same(before, after):
            yield from _parameter(level, label, before, after)
    if [one.name for one in old] != [one.name for one in new] and {o.name for o in old} == {n.name for n in new}:
        first, second = (", ".join(one.name for one in side) for side in (old, new))
        text = f"the order of the parameters: {arrow(first, second)}"
        yield level.change("text", "changed", "note", text, at="parameters", old=first, new=second)


def _said(one: Parameter) -> str:
    type = f": {one.type}" if one.type else ""
    return f"{one.name}{type}{'' if one.required else f' = {words.literal(one.default)}'}"


def _parameter(level: Level, label: str, old: Parameter, new: Parameter) -> Iterator[Found]:
    at, place = f"parameters.{new.name}", level.place("parameters", new.name)
    if old.type != new.type:
        severity, why = retyped(level, old.type, new.type, taken=True)
        text = f"{label}, type: {arrow(old.type, new.type)}{why}"
        yield level.change(
            "retyped", "changed", severity, text, at=f"{at}.type", old=old.type, new=new.type, place=place
        )
    if old.required != new.required:
        first, second = (_need(one) for one in (old, new))
        text = f"{label}: {first} → {second}"
        heavy: Severity = "breaking" if new.required else "note"
        yield level.change("parameter", "changed", heavy, text, at=f"{at}.required", old=first, new=second, place=place)
    elif not same_literal(old, new):
        first, second = words.literal(old.default), words.literal(new.default)
        text = f"{label}, default: {arrow(first, second)}"
        yield level.change(
            "parameter", "changed", "behaviour", text, at=f"{at}.default", old=first, new=second, place=place
        )
    for name, first, second in (
        ("origin", old.origin, new.origin),
        ("variable", old.variable, new.variable),
        ("schema", words.literal(dict(old.schema)), words.literal(dict(new.schema))),
    ):
        if first != second:
            fixed = name == "origin" and second == "frozen"
            weight: Severity = "breaking" if fixed else "note" if name == "origin" else "behaviour"
            why = ": a run cannot set it any more" if fixed else ""
            text = f"{label}, {name}: {arrow(first, second)}{why}"
            yield level.change(
                "parameter", "changed", weight, text, at=f"{at}.{name}", old=first, new=second, place=place
            )
    if old.required and new.required and not same_literal(old, new):
        rest = replace(old, default=new.default)
        if rest != old:  # a default that no run uses
            first, second = words.literal(old.default), words.literal(new.default)
            text = f"{label}, default (not used): {arrow(first, second)}"
            yield level.change("text", "changed", "note", text, at=f"{at}.default", old=first, new=second, place=place)


def same_literal(old: Parameter, new: Parameter) -> bool:
    """Whether the defaults are the same value of the same type."""
    return words.canonical_text(old.default) == words.canonical_text(new.default)


def _need(one: Parameter) -> str:
    return "required" if one.required else f"optional, default {words.short(words.literal(one.default))}"


def retyped(level: Level, old: str, new: str, *, taken: bool) -> tuple[Severity, str]:
    """How severe another type is, and why: of what is given the new type must fit the old one, of what is `taken` the
    old type must fit the new one."""
    given, asked = (old, new) if taken else (new, old)
    if not old or not new:
        return "behaviour" if old else "note", "; the type is " + ("not known any more" if old else "known now")
    verdict = level.fits(given, asked)
    if verdict.answer == "yes":
        return "note", f"; not breaking: {words.code(given)} fits where {words.code(asked)} is asked for"
    if verdict.answer == "no":
        return "breaking", f"; breaking: {verdict.why}"
    return "behaviour", f"; cannot be told to fit: {verdict.why}"


def result_changes(
    level: Level, old: Sequence[Result], new: Sequence[Result], steps: Sequence[Step]
) -> Iterator[Found]:
    """A change for each result that came, went, or comes from elsewhere; `steps` are those of the new side."""
    names = level.aliases
    given = {(names.new.get(step.id, step.id), output.name) for step in steps for output in step.outputs}
    for name, before, after in paired(old, new, lambda one: one.name):
        label, at = f"result {words.code(name)}", f"results.{name}"
        if before is None and after is not None:
            text = f"new {label}: {words.short(words.value(after.value))}"
            place = level.place("results", name)
            yield level.change("result", "added", "note", text, at=at, new=words.value(after.value), place=place)
        elif before is not None and after is None:
            place = level.place("results", name, gone=True)
            said, source = words.value(before.value), before.value
            is_there = (
                isinstance(source, FromOutput) and (names.old.get(source.step, source.step), source.name) in given
            )
            heavy: Severity = "behaviour" if is_there else "breaking"
            why = f"no longer a result; {words.code(said)} is still an output of its step" if is_there else "gone"
            text = f"{label} is {why}"
            yield level.change("result", "removed", heavy, text, at=at, old=said, place=place)
        elif before is not None and after is not None and not names.same(before, after):
            first, second = words.value(before.value), words.value(after.value)
            text, place = f"{label} comes from: {arrow(first, second)}", level.place("results", name)
            yield level.change("rewired", "changed", "behaviour", text, at=at, old=first, new=second, place=place)
    if [one.name for one in old] != [one.name for one in new] and {o.name for o in old} == {n.name for n in new}:
        first, second = (", ".join(one.name for one in side) for side in (old, new))
        text = f"the order of the results: {arrow(first, second)}"
        yield level.change("result", "changed", "behaviour", text, at="results", old=first, new=second)
