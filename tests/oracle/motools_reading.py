"""What icefloe reads of a motools file, in the words that it shares with the original."""

from collections.abc import Iterable, Iterator, Mapping

from motools_wiring import RUN, Flow, Run

from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph, MapRun, Missing, PythonRun, Step
from icefloe.types import Named, NewTypeType, Type
from icefloe.values import Function
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json

Schema = Mapping[str, Json]
LATE = "FLO147"
"""The finding about a step that stands before the one that makes its atom: a plan has an order of its own."""

REPLACED = "FLO149"
"""The finding about an atom with the name of one that is there already, with which the original makes no graph."""


def ours(graph: Graph, findings: Iterable[Finding], order: tuple[str, ...] | None, swept: Mapping[str, Schema]) -> Flow:
    """What icefloe reads of one pipeline; `order` is that of its plan, `swept` the schemas of what a sweep gives."""
    said = tuple(findings)
    errors = [one for one in said if one.severity is Severity.ERROR]
    sweep = next((step for step in graph.steps if isinstance(step.run, MapRun)), None)
    if sweep is not None:
        return _sweep(graph, sweep, swept)
    return Flow(
        name=graph.name,
        line=graph.span.line,
        order=order if order is not None else tuple(step.id for step in graph.steps),
        given={step.id: dict(_given(graph, step)) for step in graph.steps},
        made={step.id: {port.name: _kind(port.type) for port in step.outputs} for step in graph.steps},
        functions={step.id: _function(step) for step in graph.steps},
        bound={step.id: _bound(step) for step in graph.steps},
        levels=_levels(graph),
        refused=tuple(dict.fromkeys(f"{one.code} {one.message}" for one in errors)),
        no_graph="; ".join(f"{one.code} {one.message}" for one in said if one.code == REPLACED),
        late=any(one.code == LATE for one in said),
        unknown=tuple(f"{hole.what}: {hole.why}" for hole in graph.holes),
        runs=tuple(_runs(graph)),
    )


def _given(graph: Graph, step: Step) -> Iterator[tuple[str, tuple[str, str]]]:
    for binding in step.bindings:
        source = binding.source
        if isinstance(source, plan.FromOutput):
            made = graph.step(source.step)
            port = None if made is None else next((one for one in made.outputs if one.name == source.name), None)
            yield binding.parameter, (source.step, "" if port is None else _kind(port.type))
        elif isinstance(source, plan.FromAtom):
            yield binding.parameter, (RUN, source.type)
        elif not isinstance(source, Missing):
            yield binding.parameter, (type(source).__name__, _kind(binding.type))


def _kind(kind: Type) -> str:
    path = kind.path if isinstance(kind, NewTypeType | Named) else str(kind)
    return path.rpartition(".")[2]


def _function(step: Step) -> str:
    if not isinstance(step.run, PythonRun):
        return type(step.run).__name__
    function = step.run.function
    return _local(function.qualname) if isinstance(function, Function) else function.path.rpartition(".")[2]


def _local(name: str) -> str:
    """Python's own name of a function in a function."""
    return name


def _bound(step: Step) -> dict[str, object]:
    if not isinstance(step.run, PythonRun):
        return {}
    return {name: literals.decode(value) for name, value in step.run.bound.items()}


def _levels(graph: Graph) -> tuple[tuple[str, ...], ...] | None:
    """The steps that could run at the same time, by what they need of each other; None if they need themselves."""
    done: set[str] = set()
    levels: list[tuple[str, ...]] = []
    while len(done) < len(graph.steps):
        level = sorted(s.id for s in graph.steps if s.id not in done and done.issuperset(graph.needs(s)))
        if not level:
            return None
        levels.append(tuple(level))
        done.update(level)
    return tuple(levels)


def _runs(graph: Graph) -> Iterator[Run]:
    """The sections of each run that the program asks for: sets of parameters, or else what stands in the plan."""
    names = [one.name for one in graph.parameters]
    schemas = {one.name: one.schema for one in graph.parameters}
    sets = () if graph.header is None else graph.header.parameter_sets
    for one in sets:
        yield Run(sections={n: _completed(one.values.get(n), schemas[n]) for n in names})
    if not sets:
        sections = {one.name: _completed(_json(one.default), one.schema) for one in graph.parameters}
        yield Run(sections=sections)


def _json(value: object) -> Json:
    if value is None:
        return None
    try:
        return literal_of(value)  # type: ignore[arg-type]  # a value of the evaluator
    except NotLiteralError:
        return {"$object": "unknown"}


def _completed(value: Json, schema: Mapping[str, Json]) -> object:
    """A section with what its class adds to it, which the schema tells."""
    if isinstance(value, dict) and value.keys() == {"$object"}:
        return value
    return None if value is None else _filled(literals.decode(value), schema, schema)


def _filled(value: object, schema: Mapping[str, Json], whole: Mapping[str, Json]) -> object:
    reference = schema.get("$ref")
    definitions = whole.get("$defs")
    if isinstance(reference, str) and isinstance(definitions, dict):
        found = definitions.get(reference.rpartition("/")[2])
        schema = found if isinstance(found, dict) else schema
    items, properties = schema.get("items"), schema.get("properties")
    if isinstance(value, list | tuple):
        return [_filled(one, items if isinstance(items, dict) else {}, whole) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if not isinstance(value, dict):
        return value if value is None or isinstance(value, bool | int | float | str) else str(value)
    if not isinstance(properties, dict):
        return {str(key): _filled(one, {}, whole) for key, one in value.items()}
    filled: dict[str, object] = {}
    for name, field in properties.items():
        if not isinstance(field, dict):
            continue
        if name in value:
            filled[name] = _filled(value[name], field, whole)
        elif "default" in field:
            filled[name] = _filled(literals.decode(field["default"]), field, whole)
    return filled


def _sweep(graph: Graph, step: Step, schemas: Mapping[str, Schema]) -> Flow:
    assert isinstance(step.run, MapRun)
    over = step.run.over
    points = literals.decode(over.value) if isinstance(over, plan.FromLiteral) else None
    runs: list[Run] = []
    for point in points if isinstance(points, list) else ():
        sections = point if isinstance(point, dict) else {}
        runs.append(Run(sections={n: _filled(v, schemas.get(n, {}), schemas.get(n, {})) for n, v in sections.items()}))
    return Flow(
        name=graph.name,
        line=graph.span.line,
        sweep=tuple(runs),
        at_once=step.run.concurrency,
        unknown=tuple(f"{hole.what}: {hole.why}" for hole in graph.holes),
    )
