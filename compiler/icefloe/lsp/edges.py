"""What stands at a place of the source: a parameter, an output, a step; where it comes from, and who takes it."""

from collections.abc import Iterable, Iterator, Sequence

from icefloe.connections import Connection, everywhere
from icefloe.graph import Graph, Parameter, Port, Step
from icefloe.infer import Types
from icefloe.nested import graphs
from icefloe.source import Span
from icefloe.survey import Pipeline, Survey
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place that says something: what is to be told there, where it is made, and where it is used."""

    span: Span
    told: str
    makers: tuple[Span, ...] = ()
    takers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """All that the pipelines of some files say, by place."""

    spots: tuple[Spot, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()

    def at(self, path: str, line: int, column: int) -> tuple[Spot, ...]:
        """What is told at a place: that of the smallest stretch around it, from every pipeline that it is in."""
        found = [spot for spot in self.spots if spot.span.path == path and _holds(spot.span, line, column)]
        least = min((_size(spot.span) for spot in found), default=None)
        return tuple(spot for spot in found if _size(spot.span) == least)


def edges_of(survey: Survey, paths: Sequence[str]) -> Edges:
    """What the pipelines of some files of a project say."""
    surveys = [survey.file(path) for path in paths]
    others = [other.path for one in surveys for other in one.imported if other.path not in paths]
    surveys += [survey.file(path) for path in dict.fromkeys(others)]
    pipelines = tuple(pipeline for one in surveys for pipeline in one.pipelines)
    spots = [spot for pipeline in pipelines for spot in _spots(pipeline)]
    return Edges(spots=tuple(dict.fromkeys(spots)), pipelines=pipelines)


def _holds(span: Span, line: int, column: int) -> bool:
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)


def _size(span: Span) -> tuple[int, int]:
    lines = span.end_line - span.line
    return lines, span.end_column - span.column if not lines else 0


def _spots(pipeline: Pipeline) -> Iterator[Spot]:
    found = tuple(everywhere(pipeline.graph, pipeline.types))
    for connection in found:
        yield from _taken(connection, pipeline.types)
    for graph in graphs(pipeline.graph):
        for step in graph.steps:
            for port in step.outputs:
                yield from _output(step, port, found, pipeline.types)
            yield from _step(step, graph, found, pipeline.types)
        for parameter in graph.parameters:
            yield _parameter(parameter, graph, found, pipeline.types)


def _taken(connection: Connection, types: Types) -> Iterator[Spot]:
    """At the end that takes: what it takes, and what comes from where."""
    binding = connection.binding
    lines = [f"parameter `{binding.parameter}` of step `{connection.step.id}`: `{types.spell(binding.type)}`"]
    lines += [f"from {end.words}: `{types.spell(end.type)}`{_where(end.place)}" for end in connection.ends]
    if not connection.ends:
        lines.append(f"from {connection.giver}: `{types.spell(connection.given)}`")
    lines.append(_fits(connection))
    makers = tuple(dict.fromkeys(span for end in connection.ends for span in _made(end.port, end.parameter, end.place)))
    told = "\n\n".join(lines)
    for span in dict.fromkeys((binding.span, binding.asset_span)):
        if span is not None:
            yield Spot(span=span, told=told, makers=makers, takers=(binding.asset_span or binding.span,))


def _made(port: Port | None, parameter: Parameter | None, place: Span | None) -> Iterator[Span]:
    if port is not None:
        yield port.span
    elif parameter is not None:
        yield parameter.span
    elif place is not None:
        yield place


def _fits(connection: Connection) -> str:
    match connection.verdict.answer:
        case "yes":
            return "it fits"
        case "no":
            return f"it does not fit: {connection.verdict.why}"
        case _:
            return f"whether it fits is not known: {connection.verdict.why}"


def _where(span: Span | None) -> str:
    return "" if span is None else f" ({span.path}:{span.line})"


def _output(step: Step, port: Port, found: Iterable[Connection], types: Types) -> Iterator[Spot]:
    """At the end that gives: the type, and who takes it."""
    takers = [one for one in found if any(end.port == port and end.step == step for end in one.ends)]
    lines = [f"output `{port.name}` of step `{step.id}`: `{types.spell(port.type)}`", *_takers(takers, types)]
    spans = tuple(dict.fromkeys(one.binding.asset_span or one.binding.span for one in takers))
    for span in dict.fromkeys((port.span, port.type_span)):
        yield Spot(span=span, told="\n\n".join(lines), makers=(port.span,), takers=spans)


def _takers(found: Sequence[Connection], types: Types) -> Iterator[str]:
    if not found:
        yield "no step takes it"
    for one in found:
        taken = f"`{types.spell(one.binding.type)}`"
        yield f"taken by `{one.binding.parameter}` of step `{one.step.id}`: {taken}{_where(one.binding.span)}"


def _step(step: Step, graph: Graph, found: Iterable[Connection], types: Types) -> Iterator[Spot]:
    """At the name of a step, and where it is added: what it takes and gives, and the steps around it."""
    takes = [f"`{one.parameter}`: `{types.spell(one.type)}`" for one in step.bindings]
    gives = [f"`{one.name}`: `{types.spell(one.type)}`" for one in step.outputs]
    after = graph.needs(step)
    lines = [f"step `{step.id}` of pipeline `{graph.name}`"]
    lines += [f"takes {', '.join(takes)}"] if takes else []
    lines += [f"gives {', '.join(gives)}"] if gives else []
    lines += [f"runs after {', '.join(f'`{name}`' for name in after)}"] if after else []
    users = (one.step.span for one in found if any(end.step == step for end in one.ends))
    takers = tuple(dict.fromkeys((step.added, *users)))
    for span in dict.fromkeys((step.span, step.added)):
        yield Spot(span=span, told="\n\n".join(lines), makers=(step.span,), takers=takers)


def _parameter(parameter: Parameter, graph: Graph, found: Iterable[Connection], types: Types) -> Spot:
    takers = [one for one in found if any(end.parameter == parameter for end in one.ends)]
    head = f"parameter `{parameter.name}` of pipeline `{graph.name}`: `{types.spell(parameter.type)}`"
    spans = tuple(dict.fromkeys(one.binding.span for one in takers))
    told = "\n\n".join([head, *_takers(takers, types)])
    return Spot(span=parameter.span, told=told, makers=(parameter.span,), takers=spans)
