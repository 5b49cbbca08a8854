"""What changed in one step that is on both sides."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from icefloe.diff.fields import always, arrow, field_changes
from icefloe.diff.level import Found, Level, same
from icefloe.diff.pairing import paired
from icefloe.diff.parameters import retyped
from icefloe_schema import words
from icefloe_schema.codec import to_json
from icefloe_schema.difference import How, Kind, Place, Severity
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import bare
from icefloe_schema.plan import Binding, FromLiteral, FunctionGuard, FunctionRef, OnFailure, Output, Policy, Step


def step_changes(level: Level, old: Step, new: Step) -> Iterator[Found]:
    """The changes of a step's own fields; what it runs is told elsewhere."""
    for name, first, second in (("title", old.title, new.title), ("description", old.description, new.description)):
        if first != second:
            text = f"{name}: {arrow(_quoted(first), _quoted(second))}"
            yield level.change("text", _how(first, second), "note", text, at=name, old=first, new=second)
    if not level.partial:
        yield from _imports(level, old.imports, new.imports)
    yield from binding_changes(level, old.bindings, new.bindings, "bindings")
    yield from _outputs(level, old.outputs, new.outputs)
    yield from _waits(level, old.after, new.after)
    yield from _guard(level, old, new)
    yield from policy_changes(level, old.policy, new.policy)
    if old.ends != new.ends:
        first, second = old.ends or "goes on", new.ends or "goes on"
        text = f"when it has succeeded, the plan: {arrow(first, second)}"
        yield level.change("order", "changed", "behaviour", text, at="ends", old=old.ends, new=new.ends)
    if old.group != new.group:
        text = f"execution group: {arrow(old.group, new.group)}"
        yield level.change(
            "policy", _how(old.group, new.group), "behaviour", text, at="group", old=old.group, new=new.group
        )
    yield from field_changes(level, old.labels, new.labels, always("text", "note"), noun="label", prefix="labels")
    yield from field_changes(level, old.catalog, new.catalog, always("text", "note"), noun="catalog", prefix="catalog")


def binding_changes(level: Level, old: tuple[Binding, ...], new: tuple[Binding, ...], at: str) -> Iterator[Found]:
    """From where parameters get their values: what is rewired, and from which output to which."""
    for name, before, after in paired(old, new, lambda one: one.parameter):
        place = level.place("bindings", name, gone=after is None) if at == "bindings" else None
        where, label = f"{at}.{name}", words.code(name)
        first = "" if before is None else words.value(before.value)
        second = "" if after is None else words.value(after.value)
        if before is None or after is None or not level.aliases.same(before.value, after.value):
            both = before is not None and after is not None
            literal = isinstance(before and before.value, FromLiteral) and isinstance(
                after and after.value, FromLiteral
            )
            kind: Kind = "value" if literal else "rewired"
            if before is None:
                text = f"takes {label} now, from {words.short(second)}"
            elif after is None:
                text = f"no longer takes {label}, which came from {words.short(first)}"
            else:
                text = f"{label} {'is' if literal else 'comes from'}: {arrow(first, second)}"
            how: How = "changed" if both else "added" if before is None else "removed"
            yield level.change(kind, how, "behaviour", text, at=where, old=first, new=second, place=place)
        adapted = tuple("" if one is None else _adapted(one) for one in (before, after))
        if adapted[0] != adapted[1]:
            text = f"{label} is adapted: {arrow(*adapted)}"
            yield level.change(
                "rewired",
                _how(*adapted),
                "behaviour",
                text,
                at=f"{where}.adapt",
                old=adapted[0],
                new=adapted[1],
                place=place,
            )
    names = [[one.parameter for one in side] for side in (old, new)]
    yield from _reordered(level, at, "the parameters", names[0], names[1], "note")


def _adapted(one: Binding) -> str:
    return ", ".join(f"{adapt.how} {adapt.type}".rstrip() for adapt in one.adapt)


def _outputs(level: Level, old: tuple[Output, ...], new: tuple[Output, ...]) -> Iterator[Found]:
    named = _renamed(old, new)
    for name, before, after in paired(
        tuple(replace(one, name=named.get(one.name, one.name)) for one in old), new, lambda one: one.name
    ):
        at, label = f"outputs.{name}", f"output {words.code(name)}"
        was = next((one for one, other in named.items() if other == name), "")
        place = level.place("outputs", name, gone=after is None)
        if was:
            text = f"output {words.code(was)} is called {words.code(name)}"
            yield level.change("output", "renamed", "breaking", text, at=at, old=was, new=name, place=place)
        if before is None and after is not None:
            text = f"new {label}{f' of type {words.code(after.type)}' if after.type else ''}"
            yield level.change("output", "added", "note", text, at=at, new=_said(after), place=place)
        elif before is not None and after is None:
            text = f"{label} is gone"
            yield level.change("output", "removed", "breaking", text, at=at, old=_said(before), place=place)
        elif before is not None and after is not None:
            if before.type != after.type:
                severity, why = retyped(level, before.type, after.type, taken=False)
                text = f"{label}, type: {arrow(before.type, after.type)}{why}"
                yield level.change(
                    "retyped",
                    "changed",
                    severity,
                    text,
                    at=f"{at}.type",
                    old=before.type,
                    new=after.type,
                    place=place,
                )
            first, second = (to_json(replace(one, type="")) for one in (before, after))
            weight = always("output", "behaviour")
            yield from field_changes(level, first, second, weight, noun=f"{label},", prefix=at)
    yield from _reordered(level, "outputs", "the outputs", [o.name for o in old], [o.name for o in new], "note")


def _said(one: Output) -> str:
    return f"{one.name}: {one.type}" if one.type else one.name


def _renamed(old: tuple[Output, ...], new: tuple[Output, ...]) -> Mapping[str, str]:
    """The only output that went, if the only one that came is the same but for its name."""
    gone = [one for one in old if all(one.name != other.name for other in new)]
    come = [one for one in new if all(one.name != other.name for other in old)]
    if len(gone) == len(come) == 1 and len(old) == len(new) and same(replace(gone[0], name=come[0].name), come[0]):
        return {gone[0].name: come[0].name}
    return {}


def _guard(level: Level, old: Step, new: Step) -> Iterator[Found]:
    if old.guard is not None and new.guard is not None:
        yield from _code(level, "guard", "the guard's function")
    first, second = ("" if one is None else words.guard(one) for one in (old.guard, new.guard))
    if (old.guard is None) != (new.guard is None) or not level.aliases.same(old.guard, new.guard):
        shown = ("always" if old.guard is None else first, "always" if new.guard is None else second)
        text = f"runs if: {arrow(*shown)}"
        if first == second and isinstance(old.guard, FunctionGuard):
            text = f"the guard {words.code(first)} is given other values of its surroundings, or in another way"
        place = level.place("guard", gone=new.guard is None)
        yield level.change(
            "guard", _how(first, second), "behaviour", text, at="guard", old=first, new=second, place=place
        )


def policy_changes(level: Level, old: Policy, new: Policy) -> Iterator[Found]:
    """The fields of a policy, one by one."""
    first, second = (_plain(one) for one in (old, new))
    yield from field_changes(level, first, second, always("policy", "behaviour"), noun="policy", prefix="policy")
    before, after = old.on_failure or _NOTHING, new.on_failure or _NOTHING
    yield from binding_changes(level, before.bindings, after.bindings, "policy.on_failure.bindings")
    functions = tuple("" if one.function is None else words.function(one.function) for one in (before, after))
    if not same(before.function, after.function):
        text = f"policy `on_failure.function`: {arrow(*functions)}"
        if functions[0] == functions[1]:
            text = f"what the fallback {words.code(functions[0])} holds of its surroundings changed"
        yield level.change(
            "policy",
            _how(*functions),
            "behaviour",
            text,
            at="policy.on_failure.function",
            old=functions[0],
            new=functions[1],
            place=level.place("on_failure"),
        )
    elif before.function is not None:
        yield from _code(level, "fallback", "the fallback's function")


_NOTHING = OnFailure(action="fail")


def _plain(policy: Policy) -> dict[str, Json]:
    """A policy without what is compared by itself: the functions and plans in it."""
    failure = policy.on_failure
    if failure is not None:
        policy = replace(policy, on_failure=replace(failure, function=None, handler=None, bindings=()))
    return to_json(bare(policy))


def _code(level: Level, aspect: str, what: str) -> Iterator[Found]:
    yield from code_changes(level, f"/{aspect}", what, aspect)


def code_changes(
    level: Level, below: str, what: str, at: str, refs: tuple[FunctionRef, FunctionRef] | None = None
) -> Iterator[Found]:
    """How the code of a function of this step changed, and of what it reaches; `refs` are the functions themselves."""
    for one in level.codes.differences(f"{level.folders[0]}{below}", f"{level.folders[1]}{below}"):
        text = f"{what} reaches other code: {one.reached}" if one.reached else f"the code of {what} changed"
        if not one.reached and refs is not None and level.codes.does_same(*refs):
            if refs[0].qualname != refs[1].qualname:
                continue  # that it has another name is said already
            text = f"only the decorators of {what} changed"
        where = f"{at}.closure" if one.reached else f"{at}.code"
        yield level.change("code", "changed", "code", text, at=where, old=one.old, new=one.new, place=one.place)


def _waits(level: Level, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Found]:
    names = ([level.aliases.old.get(one, one) for one in old], [level.aliases.new.get(one, one) for one in new])
    come = {one for name, one in zip(names[1], new, strict=True) if name not in names[0]}
    gone = {one for name, one in zip(names[0], old, strict=True) if name not in names[1]}
    for name in sorted(come | gone):
        for is_new in (is_new for is_new, side in ((False, gone), (True, come)) if name in side):
            text = f"{'waits for' if is_new else 'no longer waits for'} {words.code(name)}"
            place = level.place("after", name, gone=not is_new)
            yield _one(level, "after", name, text, "order", "behaviour", is_new=is_new, place=place)
    if names[0] != names[1] and not come and not gone:
        yield _another_order(level, "after", "`after`", [*old], [*new], "note")


def _imports(level: Level, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Found]:
    for name in sorted({*old} ^ {*new}):
        text = f"{'needs' if name in new else 'no longer needs'} the package {words.code(name)}"
        yield _one(level, "imports", name, text, "code", "code", is_new=name in new)
    yield from _reordered(level, "imports", "`imports`", [*old], [*new], "note")


def _one(
    level: Level,
    at: str,
    name: str,
    text: str,
    kind: Kind,
    severity: Severity,
    *,
    is_new: bool,
    place: Place | None = None,
) -> Found:
    """One name that came to a list, or went from it."""
    old, new = ("", name) if is_new else (name, "")
    how: How = "added" if is_new else "removed"
    return level.change(kind, how, severity, text, at=f"{at}.{name}", old=old, new=new, place=place)


def _reordered(level: Level, at: str, what: str, old: list[str], new: list[str], severity: Severity) -> Iterator[Found]:
    """That names stand in another order, or another number of times."""
    if old != new and {*old} == {*new}:
        yield _another_order(level, at, what, old, new, severity)


def _another_order(level: Level, at: str, what: str, old: list[str], new: list[str], severity: Severity) -> Found:
    first, second = ", ".join(old), ", ".join(new)
    text = f"the order of {what}: {arrow(first, second)}"
    return level.change("text", "changed", severity, text, at=at, old=first, new=second)


def _how(old: str, new: str) -> How:
    return "changed" if old and new else "added" if new else "removed"


def _quoted(text: str) -> str:
    return repr(text) if text else ""
