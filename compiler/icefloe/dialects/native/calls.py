"""The calls in a pipeline function that are steps: of step functions, and of other pipelines."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from icefloe.builder.drafts import Draft, draft
from icefloe.builder.layers import STEPS, Decorated, Layer, decorated
from icefloe.builder.mapping import listed
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader
from icefloe.dialects.native import blocks
from icefloe.graph import Graph, Port
from icefloe.source import Span
from icefloe.trace import Effect, Path
from icefloe.types import UnknownType, causes
from icefloe.values import Function, Record, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

# How the outputs of a call are found in what it returns.
Shape: TypeAlias = Literal["whole", "tuple", "keys", "attributes", "nothing"]
# Words that are only decorators once they were given their arguments.
_MAKERS = frozenset({"retry", "on_failure", "CircuitBreaker", "when", "unless", "condition"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A pipeline function that was read: its graph, and how its results are returned."""

    graph: Graph
    shape: Shape


# Reads the pipeline function that is called; None while that very function is being read.
Define: TypeAlias = Callable[[Decorated, Layer], Defined | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: `ports` are what it gives, found in what it returns as `shape` says.

    `draft` is the step that it calls, or `graph` the other pipeline; `label` is what tells it from others of the same.
    """

    id: str
    name: str
    record: Record
    path: Path
    function: Function
    ports: tuple[Port, ...]
    shape: Shape
    draft: Draft | None = None
    graph: Graph | None = None
    label: str = ""
    group: str = ""


class Recogniser:
    """Tells calls of steps from all others, and reads each step function once for each set of blocks around it."""

    def __init__(self, vocabulary: Vocabulary, reader: Reader, notes: Notes, define: Define) -> None:
        self.vocabulary = vocabulary
        self.reader = reader
        self.notes = notes
        self.define = define
        self._drafts: dict[tuple[int, ...], Draft | None] = {}
        # Calls of a pipeline that is being read, by their tokens.
        self.lost: dict[int, str] = {}

    def callee(self, record: Record) -> tuple[Decorated, Layer] | None:
        """The decorated function that a call calls, with the layer that makes it a step or a pipeline.

        A decorator that is applied to a function looks like a call too, but what it calls has no function below it.
        """
        value: Value = record.function
        if isinstance(value, Record) and self.vocabulary.word(value.path) in _MAKERS:
            return None
        found = decorated(value, self.vocabulary)
        layer = found.layer("pipeline", *STEPS) if isinstance(found, Decorated) else None
        return (found, layer) if isinstance(found, Decorated) and layer is not None else None

    def calls(self, effects: Sequence[Effect]) -> list[Call]:
        """All calls of steps and pipelines, in order; ids are still the names."""
        found: list[Call] = []
        for effect in effects:
            record = effect.value
            if effect.kind != "call" or not isinstance(record, Record):
                continue
            called = self.callee(record)
            if called is not None:
                one = self._call(record, effect.path, *called)
                if one is not None:
                    found.append(one)
        return found

    def _call(self, record: Record, path: Path, found: Decorated, layer: Layer) -> Call | None:
        if layer.word == "pipeline":
            return self._pipeline(record, path, found, layer)
        around = blocks.around(path, self.vocabulary, self.notes)
        key = (found.token, *(block.token for block in around.records))
        if key not in self._drafts:
            wrapped = Decorated(
                function=found.function, layers=(*found.layers, *around.layers), token=found.token, span=found.span
            )
            self._drafts[key] = draft(wrapped, self.reader, self.notes)
        one = self._drafts[key]
        if one is None:
            return None
        ports = one.ports if one.map is None else tuple(listed(port) for port in one.ports)
        return Call(
            id=one.name,
            name=one.name,
            record=record,
            path=path,
            function=found.function,
            ports=ports,
            shape="whole" if len(ports) == 1 else "tuple",
            draft=blocks.with_resources(one, around, self.notes),
            group=around.group,
        )

    def _pipeline(self, record: Record, path: Path, found: Decorated, layer: Layer) -> Call | None:
        inner = self.define(found, layer)
        if inner is None:
            self.notes.add(
                "FLO151",
                f"pipeline `{found.function.name}` calls itself",
                record.span,
                help="a plan has no recursion: write a loop with a bound, or call another pipeline",
            )
            self.notes.hole(f"the call of `{found.function.name}`", record, record.span, "the pipeline calls itself")
            self.lost[record.token] = found.function.name
            return None
        graph = inner.graph
        return Call(
            id=graph.name,
            name=graph.name,
            record=record,
            path=path,
            function=found.function,
            ports=tuple(_port(graph, result.name, result.source, result.span) for result in graph.results),
            shape=inner.shape,
            graph=graph,
            group=blocks.around(path, self.vocabulary, self.notes).group,
        )


def _port(graph: Graph, name: str, source: object, span: Span) -> Port:
    """The output of a nested pipeline that one of its results is."""
    unknown = UnknownType(f"the result `{name}` of `{graph.name}` is put together from several values", causes.RUN_TIME)
    if isinstance(source, plan.FromOutput) and source.item is None:
        step = graph.step(source.step)
        for port in step.outputs if step is not None else ():
            if port.name == source.name:
                return Port(
                    name=name,
                    type=port.type,
                    span=span,
                    type_span=port.type_span,
                    inferred=port.inferred,
                    declared=False,
                )
    if isinstance(source, plan.FromParameter):
        for parameter in graph.parameters:
            if parameter.name == source.name:
                return Port(name=name, type=parameter.type, span=span, type_span=parameter.span, declared=False)
    return Port(name=name, type=unknown, span=span, type_span=span, declared=False)
