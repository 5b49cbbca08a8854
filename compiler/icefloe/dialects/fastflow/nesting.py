"""The steps of a loop as the body of one step: what they take from outside comes in, what they give goes out."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace

from icefloe.graph import (
    Binding,
    Graph,
    Guard,
    LoopRun,
    Missing,
    Order,
    Parameter,
    Port,
    PythonRun,
    Result,
    Source,
    Step,
)
from icefloe.graph import sources as sources_of
from icefloe.source import Span
from icefloe.types import NONE, Type, UnknownType, causes, union
from icefloe.values import Function, Known
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_Change = Callable[[plan.Value], plan.Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Steps that are repeated: from the target of the edge that leads back to its source."""

    source: str
    target: str
    span: Span
    members: frozenset[str]
    maximum: int
    until: plan.Value
    display: JsonObject = field(default_factory=dict[str, Json])

    @property
    def name(self) -> str:
        """The id of the step that repeats them."""
        return f"{self.target}-loop"


def nest(steps: tuple[Step, ...], loop: Loop, guard: plan.Value | None) -> tuple[Step, ...]:
    """The steps with those of a loop as the body of one step, which has a guard of its own."""
    body = tuple(step for step in steps if members(step) & loop.members)
    around = tuple(step for step in steps if step not in body)
    test = None if guard is None else _rewritten(guard, _finding(around))
    whole = _step(loop, body, around, test)
    first = steps.index(body[0])
    outside = [_after_loop(step, loop, frozenset(step.id for step in body)) for step in around]
    before = sum(1 for step in steps[:first] if step not in body)
    return (*outside[:before], whole, *outside[before:])


def members(step: Step) -> frozenset[str]:
    """The ids of the steps that a step stands for."""
    if isinstance(step.run, LoopRun):
        return frozenset[str]().union(*(members(one) for one in step.run.body.steps))
    return frozenset({step.id})


def _finding(steps: Sequence[Step]) -> _Change:
    """Results of steps that are inside others now, as those give them."""
    owners = {name: step.id for step in steps if isinstance(step.run, LoopRun) for name in members(step)}

    def change(one: plan.Value) -> plan.Value:
        return replace(one, step=owners[one.step]) if isinstance(one, plan.FromOutput) and one.step in owners else one

    return change


def _step(loop: Loop, body: tuple[Step, ...], around: Sequence[Step], guard: plan.Value | None) -> Step:
    """The step that repeats the others."""
    ids = frozenset(step.id for step in body)
    asked = _asked(body, ids)
    ports = tuple(port for step in body for port in step.outputs)
    carried = next((port for port in ports if port.name == loop.source), None)
    inner = tuple(_inside(step, ids, loop, carried) for step in body)
    given = tuple(_parameter(name, source, around, loop.span) for name, source in asked.items())
    graph = Graph(
        name=loop.name,
        dialect="fastflow",
        span=loop.span,
        steps=inner,
        parameters=given if carried is None else (*given, _carried(carried, loop.span)),
        results=tuple(_result(step, port) for step in body for port in step.outputs),
    )
    orders = {order.step: order for step in body for order in step.after if order.step not in ids}
    target = next(step for step in body if loop.target in members(step))
    until = _rewritten(loop.until, _finding(body))
    carry = () if carried is None else (carried.name,)
    return Step(
        id=loop.name,
        name=loop.name,
        span=target.span,
        added=target.added,
        run=LoopRun(body=graph, until=until, maximum=loop.maximum, carry=carry),
        bindings=tuple(_binding(name, source, around, loop.span) for name, source in asked.items()),
        outputs=ports,
        after=tuple(orders.values()),
        guard=None if guard is None else Guard(test=guard, span=loop.span),
        display={"feedback": dict(loop.display)},
        title=f"Loop from {target.title or target.id}",
    )


def _asked(body: Sequence[Step], ids: frozenset[str]) -> dict[str, plan.Value]:
    """What the body takes from outside, by the name that it has inside."""
    found: dict[str, plan.Value] = {}
    for step in body:
        for source in sources_of(step):
            maybe = _maybe(source)
            if maybe is not None and maybe.step not in ids and not isinstance(source, Missing):
                found.setdefault(maybe.name, source)
                continue
            for part in _leaves(source):
                if isinstance(part, plan.FromParameter) or (isinstance(part, plan.FromOutput) and part.step not in ids):
                    found.setdefault(part.name, part)
    return found


def _maybe(source: Source) -> plan.FromOutput | None:
    """The result that a source is, or None where its step did not run."""
    match source:
        case plan.FromExpression(op="choice", operands=(plan.FromRan(step=name), plan.FromOutput() as found, _)):
            return found if found.step == name else None
        case _:
            return None


def _leaves(source: Source) -> list[plan.Value]:
    if isinstance(source, plan.FromExpression):
        return [leaf for operand in source.operands for leaf in _leaves(operand)]
    return [source] if isinstance(source, plan.FromOutput | plan.FromParameter) else []


def _rewritten(value: plan.Value, change: _Change) -> plan.Value:
    """A value with another one in place of each of its leaves."""
    if isinstance(value, plan.FromExpression):
        return replace(value, operands=tuple(_rewritten(one, change) for one in value.operands))
    return change(value)


def _changed(step: Step, change: _Change) -> Step:
    """A step with other values in place of those that it reads."""
    bindings = tuple(
        one if isinstance(one.source, Missing) else replace(one, source=_rewritten(one.source, change))
        for one in step.bindings
    )
    guard = step.guard
    if guard is not None and not isinstance(guard.test, Function):
        guard = replace(guard, test=_rewritten(guard.test, change))
    return replace(step, bindings=bindings, guard=guard)


def _inside(step: Step, ids: frozenset[str], loop: Loop, carried: Port | None) -> Step:
    """A step of the body: what is outside it takes from the parameters of the body."""

    def change(one: plan.Value) -> plan.Value:
        outside = isinstance(one, plan.FromOutput) and one.step not in ids
        return plan.FromParameter(name=one.name) if isinstance(one, plan.FromOutput) and outside else one

    bindings = tuple(
        replace(one, source=maybe) if (maybe := _maybe(one.source)) is not None and maybe.step not in ids else one
        for one in step.bindings
    )
    made = replace(
        _changed(replace(step, bindings=bindings), change),
        after=tuple(order for order in step.after if order.step in ids),
    )
    if carried is None or step.id != loop.target or not isinstance(step.run, PythonRun):
        return made
    again = Binding(
        parameter=carried.name,
        source=plan.FromParameter(name=carried.name),
        type=UnknownType("what a round hands to the next one is not typed", causes.NO_PARAMETER),
        span=loop.span,
        joined="declaration",
    )
    return replace(made, bindings=(*made.bindings, again))


def _after_loop(step: Step, loop: Loop, ids: frozenset[str]) -> Step:
    """A step outside, which takes the results of the last round."""

    def change(one: plan.Value) -> plan.Value:
        return replace(one, step=loop.name) if isinstance(one, plan.FromOutput) and one.step in ids else one

    orders: dict[str, Order] = {}
    for order in step.after:
        name = loop.name if order.step in ids else order.step
        orders.setdefault(name, replace(order, step=name))
    return replace(_changed(step, change), after=tuple(orders.values()))


def _type(name: str, source: plan.Value, around: Sequence[Step]) -> Type:
    """The type of what a step outside gives; None too, if it may not have run."""
    ports = (port for step in around for port in step.outputs)
    found = next(
        (port.type for port in ports if port.name == name), UnknownType("it is a value of the context", causes.RUN_TIME)
    )
    return found if _maybe(source) is None else union(found, NONE)


def _parameter(name: str, source: plan.Value, around: Sequence[Step], span: Span) -> Parameter:
    return Parameter(name=name, type=_type(name, source, around), span=span)


def _carried(port: Port, span: Span) -> Parameter:
    """What a round hands to the next one; the first round is given nothing."""
    return Parameter(name=port.name, type=port.type, span=span, default=Known(value=None, span=span), origin="carried")


def _binding(name: str, source: plan.Value, around: Sequence[Step], span: Span) -> Binding:
    return Binding(parameter=name, source=source, type=_type(name, source, around), span=span, joined="declaration")


def _result(step: Step, port: Port) -> Result:
    return Result(name=port.name, source=plan.FromOutput(step=step.id, name=port.name), span=port.span)
