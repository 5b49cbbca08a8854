"""A loop over a parameter or a step's output as a map: its calls become the body, run once for each element."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder.options import Notes
from icefloe.dialect import Reader
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.sources import NoSource, Sources
from icefloe.dialects.native.steps import step
from icefloe.graph import Binding, Graph, MapRun, Missing, Parameter, Port, Result, Source, Step
from icefloe.trace import Each
from icefloe.types import Named, Type, UnknownType
from icefloe_schema import plan


def mapped(
    each: Each,
    inside: Sequence[Call],
    outer: Sources,
    parameters: Sequence[Parameter],
    reader: Reader,
    notes: Notes,
) -> Step:
    """The map step of one loop."""
    id = outer.maps[inside[0].record.token]
    over = _over(each, outer, notes)
    within = Sources(calls=outer.calls, maps={}, item=each)
    own = {call.id for call in inside}
    body: list[Step] = []
    handed: dict[str, Binding] = {}
    for call in inside:
        path = tuple(part for part in call.path if part != each)
        made = step(replace(call, path=path), within, parameters, reader, notes)
        body.append(replace(made, bindings=tuple(_handed(b, own, handed) for b in made.bindings)))
    last = body[-1]
    return Step(
        id=id,
        name=id,
        span=last.span,
        added=inside[0].record.span,
        run=MapRun(over=over, item="item", body=_body(id, body, handed)),
        bindings=tuple(handed.values()),
        outputs=tuple(_list(port) for one in body for port in one.outputs),
    )


def _over(each: Each, outer: Sources, notes: Notes) -> Source:
    try:
        return outer.of(each.iterable)
    except NoSource as reason:
        notes.hole("what is looped over", reason.value, each.span, f"{reason.why}; put it in a step")
        return Missing(asset="", declared=False)


def _handed(binding: Binding, own: set[str], handed: dict[str, Binding]) -> Binding:
    """A binding inside the body: what comes from outside comes in as a parameter of the body."""
    source = binding.source
    if isinstance(source, plan.FromOutput) and source.step in own:
        return binding
    if not isinstance(source, plan.FromOutput | plan.FromParameter):
        return binding
    name = source.name
    handed.setdefault(name, replace(binding, parameter=name, type=UnknownType("it is handed on to the body")))
    return replace(binding, source=plan.FromParameter(name=name))


def _body(id: str, steps: Sequence[Step], handed: dict[str, Binding]) -> Graph:
    return Graph(
        name=id,
        dialect="native",
        span=steps[0].added,
        steps=tuple(steps),
        parameters=tuple(
            Parameter(name=name, type=binding.type, span=binding.span) for name, binding in handed.items()
        ),
        results=tuple(
            Result(name=port.name, source=plan.FromOutput(step=one.id, name=port.name), span=port.span)
            for one in steps
            for port in one.outputs
        ),
    )


def _list(port: Port) -> Port:
    """The output of a map: a list of what its body gives."""
    inner: Type = port.type
    whole = inner if isinstance(inner, UnknownType) else Named(path="builtins.list", arguments=(inner,))
    return replace(port, type=whole, position=None, key="")
