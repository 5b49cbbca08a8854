"""A pipeline as one step of another: its graph, what it takes and gives, and the two maps between the names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from icefloe.builder import options, policies
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.builder.wiring import Slot
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import close_matches, renamed
from icefloe.graph import Graph, Parameter, Port, Result
from icefloe.source import Span
from icefloe.types import UnknownType, causes
from icefloe.values import Argument, Known, Record, Table
from icefloe_schema import plan
from icefloe_schema.records import dataclass

OPTIONS = ("pipeline", "sub_pipeline", "name", "inputs", "outputs", "input_mapping", "output_mapping")
#: Reads the graph of a pipeline, with these names coming from outside; None while that very pipeline is being read.
Build = Callable[[Record, Iterable[str]], Graph | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A pipeline that is nested: `mapped` says which of its parameters takes which asset of the outer one."""

    name: str
    record: Record
    body: Graph
    span: Span
    slots: tuple[Slot, ...]
    inputs: tuple[tuple[str, Span], ...]
    mapped: Mapping[str, str]
    ports: tuple[Port, ...]
    policy: plan.Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One entry of a map: two names with their places."""

    left: str
    right: str
    left_span: Span
    right_span: Span


def nested(call: Record, site: Site, notes: Notes, build: Build) -> Nested | None:
    """What a call of `add_sub_pipeline` (or `sub_pipeline`) nests; None, with a hole or a finding, if nothing."""
    given = call.argument("pipeline", 0) or call.argument("sub_pipeline")
    child = site.vocabulary.pipeline(given.value if given is not None else None)
    if given is None or child is None:
        value = given.value if given is not None else Known(value=None, span=call.span)
        notes.hole("which pipeline is nested", value, call.span, "it is no pipeline of this project")
        return None
    layer = Layer(word="add_sub_pipeline", path=call.path, arguments=_named(call), span=call.span)
    options.unknown_keywords(layer, (*OPTIONS, *options.STEP_OPTIONS), notes)
    inward = _pairs(call.argument("input_mapping"), "input_mapping", notes)
    outward = _pairs(call.argument("output_mapping"), "output_mapping", notes)
    inputs = options.names(call.argument("inputs"), "inputs", notes) or ()
    mapped = {pair.left: pair.right for pair in inward}
    graph = build(child, [mapped.get(asset, asset) for asset, _ in inputs] + list(mapped.values()))
    if graph is None:
        name = options.text(child.argument("name", 0))
        message = f"pipeline `{name}` is nested in itself" if name else "a pipeline is nested in itself"
        notes.add("FLO172", message, given.span, help="take it out, or nest another pipeline")
        return None
    _takes(graph, inward, notes)
    name = options.text(call.argument("name")) or f"sub:{graph.name}"
    ports, results = _outputs(call, graph, outward, notes)
    return Nested(
        name=name,
        record=call,
        body=replace(graph, parameters=_inner(graph), results=results),
        span=given.span,
        slots=_slots(graph, set(mapped.values()) | {asset for asset, _ in inputs}),
        inputs=_declared(inputs, inward),
        mapped=mapped,
        ports=ports,
        policy=policies.nested(layer, name, notes),
    )


def _named(call: Record) -> tuple[Argument, ...]:
    return tuple(argument for argument in call.arguments if argument.name is not None)


def _pairs(argument: Argument | None, what: str, notes: Notes) -> tuple[_Pair, ...]:
    """A dictionary of names, entry by entry."""
    if argument is None or (isinstance(argument.value, Known) and argument.value.value is None):
        return ()
    found: list[_Pair] = []
    entries = argument.value.entries if isinstance(argument.value, Table) else None
    for key, item in entries or ():
        left, right = _text(key), _text(item)
        if left and right:
            found.append(_Pair(left=left, right=right, left_span=key.span, right_span=item.span))
    if entries is None or len(found) < len(entries):
        notes.hole(f"the names in `{what}`", argument.value, argument.span, "it is not a dictionary of strings")
    return tuple(found)


def _text(value: object) -> str:
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""


def _takes(graph: Graph, inward: Sequence[_Pair], notes: Notes) -> None:
    """Report what `input_mapping` names although the child takes nothing of that name."""
    names = [parameter.name for parameter in graph.parameters]
    for pair in inward:
        if pair.right not in names and not graph.holes:
            _missing("input_mapping", graph, "takes", pair.right, names, pair.right_span, notes)


def _missing(what: str, graph: Graph, verb: str, name: str, names: Sequence[str], span: Span, notes: Notes) -> None:
    near = close_matches(name, names, n=1)
    guess = f"; did you mean `{near[0]}`?" if near else ""
    listed = ", ".join(f"`{one}`" for one in names)
    notes.findings.append(
        Finding(
            code="FLO171",
            message=f"`{what}` names `{name}`, but pipeline `{graph.name}` {verb} nothing of that name{guess}",
            span=span,
            severity=Severity.ERROR,
            label=f"`{graph.name}` {verb} no `{name}`",
            related=(Note(message=f"pipeline `{graph.name}` is made here", span=graph.span),),
            help=f"it {verb} {listed}" if listed else f"it {verb} nothing",
            fix=renamed(span, name, near[0]) if near else None,
        )
    )


def _slots(graph: Graph, asked: set[str]) -> tuple[Slot, ...]:
    """What a nested pipeline takes: what nobody in it gives, and what it is asked to take from outside.

    Its own context stays its own.
    """
    return tuple(
        Slot(name=parameter.name, type=parameter.type, span=parameter.span)
        for parameter in graph.parameters
        if parameter.origin == "external" or parameter.name in asked
    )


def _inner(graph: Graph) -> tuple[Parameter, ...]:
    """The parameters of a pipeline that is part of another: what comes from outside comes from the step."""
    return tuple(replace(one, origin="declared") if one.origin == "external" else one for one in graph.parameters)


def _declared(inputs: Sequence[tuple[str, Span]], inward: Sequence[_Pair]) -> tuple[tuple[str, Span], ...]:
    known = {asset for asset, _ in inputs}
    return (*inputs, *((pair.left, pair.left_span) for pair in inward if pair.left not in known))


def _outputs(
    call: Record, graph: Graph, outward: Sequence[_Pair], notes: Notes
) -> tuple[tuple[Port, ...], tuple[Result, ...]]:
    """The outputs of the step, each with the result of the child that it is."""
    given: dict[str, tuple[str, Port]] = {}
    for step in graph.steps:
        for port in step.outputs:
            given.setdefault(port.name, (step.id, port))
        if len(step.outputs) == 1:
            given.setdefault(step.name, (step.id, step.outputs[0]))
    for pair in outward:
        if pair.left not in given and not graph.holes:
            _missing("output_mapping", graph, "makes", pair.left, list(given), pair.left_span, notes)
    wanted = _wanted(call, graph, outward, given, notes)
    ports: list[Port] = []
    results: list[Result] = []
    for name, child, span in wanted:
        if child not in given:
            unknown = UnknownType("nothing in the nested pipeline makes it", causes.RUN_TIME)
            ports.append(Port(name=name, type=unknown, span=span, type_span=span))
            continue
        id, port = given[child]
        ports.append(replace(port, name=name, span=span, position=None, key="", declared=True))
        results.append(Result(name=name, source=plan.FromOutput(step=id, name=port.name), span=port.span))
    return tuple(ports), tuple(results)


def _wanted(
    call: Record, graph: Graph, outward: Sequence[_Pair], given: Mapping[str, tuple[str, Port]], notes: Notes
) -> list[tuple[str, str, Span]]:
    """Which outputs are asked for: name outside, name inside, and where that is said."""
    by_outer = {pair.right: pair for pair in outward}
    declared = options.names(call.argument("outputs"), "outputs", notes)
    if not declared:
        if outward:
            return [(pair.right, pair.left, pair.right_span) for pair in outward]
        return [(result.name, result.name, result.span) for result in graph.results]
    found: list[tuple[str, str, Span]] = []
    for name, span in declared:
        pair = by_outer.get(name)
        inside = pair.left if pair is not None else name
        if inside in given or pair is not None:
            found.append((name, inside, span))
        elif not graph.holes and all(one.left in given for one in outward):
            _missing("outputs", graph, "makes", name, list(given), span, notes)
            found.append((name, inside, span))
    names = [name for name, _ in declared]
    for pair in outward:
        if pair.right not in names and pair.left in given:
            near = options.near(pair.right, tuple(names))
            message = f"`output_mapping` gives `{pair.right}`, which is not among `outputs`{near}"
            fix = renamed(pair.right_span, pair.right, options.nearest(pair.right, tuple(names)))
            notes.add("FLO171", message, pair.right_span, help="put it into `outputs`, or leave `outputs` out", fix=fix)
    return found
