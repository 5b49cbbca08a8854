"""What goes into the body of a loop, and what comes out of it."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.dialects.native.regions import Gave, Handed, Region
from icefloe.graph import Guard, Parameter, Port, Source
from icefloe.source import Span
from icefloe.types import Named, Type, UnknownType, causes
from icefloe.values import Function
from icefloe_schema import plan

_WRAPPERS = frozenset({"icefloe.Dataset", "icefloe.Model", "icefloe.Metrics"})


def hand(inner: Region, source: plan.Value, parameters: Sequence[Parameter], span: Span) -> plan.Value:
    """Hand a value from around a loop to its body, as a parameter of the body; constants need no handing."""
    if isinstance(source, plan.FromLiteral):
        return source
    if isinstance(source, plan.FromExpression):
        return replace(source, operands=tuple(hand(inner, one, parameters, span) for one in source.operands))
    outside = _perhaps(inner, source)
    # What a loop carries has that value in its first round only.
    for one in inner.handed:
        if one.source == outside and one.name not in inner.carries.values():
            return plan.FromParameter(name=one.name)
    wish = source.name if isinstance(source, plan.FromOutput | plan.FromParameter) else "element"
    name = unused(wish, [one.name for one in inner.handed])
    assert inner.parent is not None  # noqa: S101 - only the body of a loop has something around it
    type = type_of(source, inner.parent, parameters)
    inner.handed.append(Handed(name=name, source=outside, type=type, span=span))
    return plan.FromParameter(name=name)


def _perhaps(inner: Region, source: plan.Value) -> plan.Value:
    """What is handed to a body where the step that gives it may be skipped: nothing is read of it then.

    The body does not read it either then, but a step whose binding cannot be filled would be skipped as a whole.
    """
    outer = inner.parent
    if outer is None or not isinstance(source, plan.FromOutput):
        return source
    guards = [step.guard for step in outer.steps if step.id == source.step]
    guards += [loop.guard for loop in outer.loops if loop.id == source.step]
    test = guards[0].test if guards and guards[0] is not None else None
    if test is None or isinstance(test, Function) or _implied(test, inner.guard):
        return source
    return plan.FromExpression(op="choice", operands=(test, source, plan.FromLiteral(value=None)))


def _implied(test: plan.Value, guard: Guard | None) -> bool:
    """Whether a loop's own guard holds only where a test does."""
    if guard is None or isinstance(guard.test, Function):
        return False
    held = _tests(guard.test)
    return all(one in held for one in _tests(test))


def _tests(test: plan.Value) -> tuple[plan.Value, ...]:
    return test.operands if isinstance(test, plan.FromExpression) and test.op == "and" else (test,)


def give(inner: Region, source: plan.Value, span: Span, *, last: bool = False) -> plan.Value:
    """Give a value out of the body of a loop: the list of all rounds, or what the last round gave."""
    item = -1 if last and inner.is_map else None
    for one in inner.gave:
        if one.source == source:
            return plan.FromOutput(step=inner.id, name=one.port.name, item=item)
    name = source.name if isinstance(source, plan.FromOutput) else "value"
    name = unused(name, [one.port.name for one in inner.gave])
    made = port_of(source, inner)
    if made is None:
        unknown = UnknownType("it is put together from several values", causes.RUN_TIME)
        made = Port(name=name, type=unknown, span=span, type_span=span, declared=False)
    port = replace(made, name=name, position=None, key="", type=_listed(made.type, inner), declared=False)
    inner.gave.append(Gave(source=source, port=port))
    return plan.FromOutput(step=inner.id, name=name, item=item)


def _listed(type: Type, inner: Region) -> Type:
    if isinstance(type, UnknownType) or not inner.is_map:
        return type
    return Named(path="builtins.list", arguments=(type,))


def port_of(source: plan.Value, here: Region) -> Port | None:
    """The output that a source is, as it stands in that region."""
    if not isinstance(source, plan.FromOutput) or source.item is not None:
        return None
    part = here.part(source.step)
    if part is None:
        return None
    ports = [one.port for one in part.gave] if isinstance(part, Region) else part.ports
    return next((port for port in ports if port.name == source.name), None)


def type_of(source: plan.Value, here: Region, parameters: Sequence[Parameter]) -> Type:
    """The type of a source, as far as it is known in that region."""
    found = port_of(source, here)
    if found is not None:
        return found.type
    if isinstance(source, plan.FromParameter):
        handed: Sequence[Handed | Parameter] = here.handed if here.parent is not None else parameters
        for one in handed:
            if one.name == source.name:
                return one.type
    return UnknownType("it is handed on to the body of a loop", causes.RUN_TIME)


def adapted(source: Source, wanted: Type, here: Region) -> tuple[plan.Adapt, ...]:
    """A consumer that does not ask for the wrapper of a wrapped value gets what it holds."""
    found = port_of(source, here) if isinstance(source, plan.FromOutput) else None
    if found is not None and _wraps(found.type) and not _wraps(wanted):
        return (plan.Adapt(how="unwrap"),)
    return ()


def _wraps(type: Type) -> bool:
    return isinstance(type, Named) and type.path in _WRAPPERS


def unused(wish: str, taken: Sequence[str]) -> str:
    """A name that is not taken yet, as near to the wish as possible."""
    found, number = wish, 2
    while found in taken:
        found = f"{wish}[{number}]"
        number += 1
    return found
