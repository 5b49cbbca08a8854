"""Plain functions under `@pipeline`: calls of steps are steps, what is passed is what joins them."""

from collections.abc import Sequence

from icefloe.builder import layers, options
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.options import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader, Reading
from icefloe.dialects.native.calls import Call, calls
from icefloe.dialects.native.maps import mapped
from icefloe.dialects.native.sources import NoSource, Sources
from icefloe.dialects.native.steps import step
from icefloe.graph import Graph, Parameter, Result, Step
from icefloe.trace import Each, Effect, Trace
from icefloe.types import UnknownType
from icefloe.values import Function, Items, Record, Value
from icefloe.values import Parameter as Formal
from icefloe_schema import plan

_OPTIONS = ("name", "schedule", "version", "tags", "project", "cache", "concurrency")


def read(trace: Trace, reader: Reader, vocabulary: Vocabulary) -> Reading:
    """The pipeline functions of a file."""
    found: list[Graph] = []
    notes: list[Notes] = []
    for name, value in trace.scope.items():
        one = layers.decorated(value, vocabulary) if isinstance(value, Record) else None
        layer = one.layer("pipeline") if isinstance(one, Decorated) else None
        if isinstance(one, Decorated) and layer is not None and one.function.span.path == trace.path:
            notes.append(Notes())
            found.append(_graph(name, one.function, layer, trace, reader, vocabulary, notes[-1]))
    return Reading(graphs=tuple(found), findings=tuple(f for n in notes for f in n.findings))


def _graph(
    variable: str,
    function: Function,
    layer: Layer,
    trace: Trace,
    reader: Reader,
    vocabulary: Vocabulary,
    notes: Notes,
) -> Graph:
    options.unknown_keywords(layer, _OPTIONS, notes)
    body = reader.apply(function)
    found = calls(body.effects, vocabulary, reader, notes)
    parameters = tuple(_parameter(p, reader) for p in function.parameters)
    steps, sources = _steps(found, parameters, reader, notes)
    title = options.text(layer.argument("name")) or function.name
    schedule = options.text(layer.argument("schedule"))
    return Graph(
        name=title,
        dialect="native",
        span=function.name_span,
        entry=f"{trace.module}:{variable}",
        steps=steps,
        parameters=parameters,
        results=_results(body.effects, sources, notes),
        holes=tuple(notes.holes),
        header=plan.Plan(
            name=title,
            dialect="native",
            entry=f"{trace.module}:{variable}",
            description=function.docstring or "",
            version=options.text(layer.argument("version")),
            project=options.text(layer.argument("project")),
            schedule=plan.Schedule(cron=schedule) if schedule else None,
            tags=options.json_object(layer.argument("tags"), "tags", notes),
            cache=False,
        ),
    )


def _parameter(formal: Formal, reader: Reader) -> Parameter:
    annotated = reader.types.annotation(formal.annotation) if formal.annotation is not None else None
    inferred = reader.types.of(formal.default) if formal.default is not None else UnknownType("it has no annotation")
    return Parameter(
        name=formal.name,
        type=annotated if annotated is not None else inferred,
        span=formal.span,
        default=formal.default,
    )


def _steps(
    found: Sequence[Call], parameters: Sequence[Parameter], reader: Reader, notes: Notes
) -> tuple[tuple[Step, ...], Sources]:
    """Steps for the calls, those in one loop gathered into a map; and what values mean after them."""
    by_token = {call.record.token: call for call in found}
    maps: dict[int, str] = {}
    groups: list[tuple[Each | None, list[Call]]] = []
    for call in found:
        each = next((part for part in call.path if isinstance(part, Each)), None)
        if each is not None and groups and groups[-1][0] == each:
            groups[-1][1].append(call)
        else:
            groups.append((each, [call]))
    for each, inside in groups:
        if each is not None:
            maps.update({call.record.token: "+".join(c.draft.name for c in inside) for call in inside})
    sources = Sources(calls=by_token, maps=maps)
    steps: list[Step] = []
    for each, inside in groups:
        if each is None:
            steps += [step(call, sources, parameters, reader, notes) for call in inside]
        else:
            steps.append(mapped(each, inside, sources, parameters, reader, notes))
    return tuple(steps), sources


def _results(effects: Sequence[Effect], sources: Sources, notes: Notes) -> tuple[Result, ...]:
    """What the function returns, by the names of the outputs."""
    found: dict[str, Result] = {}
    for effect in effects:
        if effect.kind != "return":
            continue
        for value in _returned(effect.value):
            try:
                source = sources.of(value)
            except NoSource as reason:
                notes.hole("what the pipeline returns", reason.value, effect.span, f"{reason.why}; put it in a step")
                continue
            if isinstance(source, plan.FromExpression) and source.op == "tuple":
                parts: tuple[plan.Value, ...] = source.operands
            else:
                parts = (source,)
            for part in parts:
                name = part.name if isinstance(part, plan.FromOutput) else "result"
                if not isinstance(part, plan.FromLiteral):
                    found.setdefault(name, Result(name=name, source=part, span=effect.span))
    return tuple(found.values())


def _returned(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) and value.kind == "tuple" else (value,)
