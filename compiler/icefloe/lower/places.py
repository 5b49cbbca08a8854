"""Where the parts of a plan stand in its sources: the content of `NAME.places.json`.

It lies beside the plan, is not committed and in no digest: moving a comment must not change a plan.
"""

from collections.abc import Iterable

from icefloe.graph import Binding, Graph, Parameter, Port, Step
from icefloe.nested import inner
from icefloe.source import Span
from icefloe_schema.jsonvalue import Json, JsonObject


def places(graph: Graph) -> JsonObject:
    """The spans of a graph's parameters, steps, bindings, outputs and results, with those of the graphs inside."""
    return {
        "name": graph.name,
        "span": _text(graph.span),
        "parameters": [_parameter(parameter) for parameter in graph.parameters],
        "steps": [_step(step) for step in graph.steps],
        "results": [{"name": result.name, "span": _text(result.span)} for result in graph.results],
    }


def _text(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def _given(**spans: Span | None) -> dict[str, Json]:
    return {name: _text(span) for name, span in spans.items() if span is not None}


def _parameter(parameter: Parameter) -> Json:
    return {"name": parameter.name, "origin": parameter.origin, "span": _text(parameter.span)}


def _step(step: Step) -> Json:
    found: dict[str, Json] = {"id": step.id, "span": _text(step.span), "added": _text(step.added)}
    parts: dict[str, list[Json]] = {
        "bindings": _bindings(step.bindings),
        "outputs": [_output(port) for port in step.outputs],
        "after": [{"step": order.step, "why": order.why, "span": _text(order.span)} for order in step.after],
        "bodies": [places(body) for body in inner(step)],
    }
    found.update({name: items for name, items in parts.items() if items})
    if step.guard is not None:
        found["guard"] = {"span": _text(step.guard.span), "bindings": _bindings(step.guard.bindings)}
    if step.on_failure is not None:
        found["on_failure"] = _text(step.on_failure.span)
    return found


def _bindings(bindings: Iterable[Binding]) -> list[Json]:
    return [
        {
            "parameter": binding.parameter,
            "joined": binding.joined,
            **_given(span=binding.span, source=binding.source_span, asset=binding.asset_span),
        }
        for binding in bindings
    ]


def _output(port: Port) -> Json:
    return {
        "name": port.name,
        "declared": port.declared,
        "inferred": port.inferred,
        **_given(span=port.span, type=port.type_span),
    }
