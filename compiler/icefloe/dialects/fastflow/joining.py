"""The steps of an executor, joined: the results of handlers come as inputs, all else only as order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.dialects.fastflow.depending import Need, needed
from icefloe.dialects.fastflow.making import Made
from icefloe.dialects.fastflow.written import Writing
from icefloe.findings import Severity
from icefloe.fixes import Fix, MakeAsync
from icefloe.graph import Binding, Order, PythonRun
from icefloe.types import UnknownType, causes
from icefloe.values import Function
from icefloe_schema import plan

_CONTEXT = "context"


def joined(steps: Sequence[Made], writing: Writing) -> tuple[Made, ...]:
    """The steps with what they depend on."""
    known = {one.step.id: one for one in steps}
    needs = {id(one): needed(one.written, tuple(known), writing) for one in steps}
    gathered: dict[str, plan.Value] = {}
    for one in _in_turn(steps, [needs[id(one)] for one in steps]):
        gathered.setdefault(one.step.id, _result(one, needs[id(one)], known, gathered))
    done = [_join(one, needs[id(one)], known, gathered, writing) for one in steps]
    return tuple(_in_turn(done, [needs[id(one)] for one in steps]))


def _in_turn(steps: Sequence[Made], needs: Sequence[Sequence[Need]]) -> list[Made]:
    """The steps in the order in which the original runs them: handlers may hand things on by the context.

    Those that wait for each other, and those of one id, stay where they are: they are findings.
    """
    waiting = {one.step.id: len(need) for one, need in zip(steps, needs, strict=True)}
    if len(waiting) < len(steps):
        return list(steps)
    leading: dict[str, list[Made]] = {name: [] for name in waiting}
    for one, need in zip(steps, needs, strict=True):
        for before in need:
            leading[before.name].append(one)
    ready = [one for one in steps if not waiting[one.step.id]]
    for one in ready:
        for other in leading[one.step.id]:
            waiting[other.step.id] -= 1
            if not waiting[other.step.id]:
                ready.append(other)
    return ready if len(ready) == len(steps) else list(steps)


def _result(
    one: Made, needs: Sequence[Need], known: Mapping[str, Made], gathered: Mapping[str, plan.Value]
) -> plan.Value:
    """What others get of a step: its result; the end of a flow gathers those of what is before it."""
    if not one.gathers:
        return one.result
    entries: list[plan.Value] = []
    for need in needs:
        entries += [plan.FromLiteral(value=need.name), gathered.get(need.name, known[need.name].result)]
    inner = plan.FromExpression(op="dict", operands=tuple(entries))
    if one.gathers == "end":
        return plan.FromExpression(op="dict", operands=(plan.FromLiteral(value="final_results"), inner))
    said = ("status", "no_llm_configured", "node_id", one.step.id, "inputs")
    return plan.FromExpression(op="dict", operands=(*(plan.FromLiteral(value=text) for text in said), inner))


def _join(
    one: Made, needs: Sequence[Need], known: Mapping[str, Made], results: Mapping[str, plan.Value], writing: Writing
) -> Made:
    """One step with its bindings."""
    handled = isinstance(one.step.run, PythonRun)
    bindings: list[Binding] = []
    if handled and one.taken is not None:
        bindings.append(_context(one, needs))
        _noted(one, writing)
    elif handled:
        bindings.append(_context(one, needs))
    after: list[Order] = []
    for need in needs:
        producer = known[need.name]
        if not handled or not producer.step.outputs:
            after.append(Order(step=need.name, why=_why(one), span=need.span))
        if handled:
            bindings.append(
                Binding(
                    parameter=need.name,
                    source=results[need.name],
                    type=one.inputs.entry(need.name),
                    span=one.inputs.span or need.span,
                    source_span=producer.step.span,
                    asset_span=need.span,
                    joined="declaration",
                )
            )
    return replace(one, step=replace(one.step, bindings=tuple(bindings), after=tuple(after)))


def _why(one: Made) -> str:
    return "it stands before it in the list" if one.written.after else "it is named in `depends_on`"


def _context(one: Made, needs: Sequence[Need]) -> Binding:
    """The context; its name only tells it from the inputs."""
    function = one.step.run.function if isinstance(one.step.run, PythonRun) else None
    span = one.taken.span if one.taken is not None else one.step.span
    if one.taken is None and isinstance(function, Function) and function.parameters:
        span = function.parameters[0].span
    name = (one.taken.context if one.taken is not None else "") or _CONTEXT
    while any(need.name == name for need in needs):
        name += "_"
    kind = UnknownType("the context of a run has no type", causes.RUN_TIME)
    return Binding(parameter=name, source=plan.FromContext(), type=kind, span=span, joined="position")


def _noted(one: Made, writing: Writing) -> None:
    """What the original would do otherwise with a handler."""
    function = one.step.run.function if isinstance(one.step.run, PythonRun) else None
    if not isinstance(function, Function) or one.taken is None:
        return
    if not function.is_async and function.name != "<lambda>":
        message = (
            f"the handler `{function.name}` of step `{one.step.id}` is not `async`: "
            "fastflow itself would fail to await it"
        )
        fix = Fix(message="make it `async`", changes=(MakeAsync(span=function.name_span),))
        place, help_ = function.name_span, "write `async def`"
        writing.findings.say("FLO119", message, place, severity=Severity.NOTE, help=help_, fix=fix)
