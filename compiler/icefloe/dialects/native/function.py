"""Plain functions under `@pipeline`: calls of steps are steps, what is passed is what joins them."""

from collections.abc import Iterator

from icefloe import reach
from icefloe.builder.layers import Decorated, Layer, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader, Reading
from icefloe.dialects.native import header, results
from icefloe.dialects.native.calls import Call, Defined, Recogniser
from icefloe.dialects.native.leftovers import leftovers
from icefloe.dialects.native.names import named
from icefloe.dialects.native.regions import Region, tree
from icefloe.dialects.native.sources import Sources
from icefloe.dialects.native.steps import Maker
from icefloe.findings import Finding
from icefloe.graph import Graph, Parameter
from icefloe.trace import Trace
from icefloe.types import UnknownType
from icefloe.values import Function, Record, Value
from icefloe.values import Parameter as Formal


def read(trace: Trace, reader: Reader, vocabulary: Vocabulary) -> Reading:
    """The pipeline functions of a file: at module level, in functions, in what functions return."""
    pipelines = _Pipelines(trace, reader, vocabulary)
    found = [pipelines.define(one, layer) for one, layer in _decorated(trace, reader, vocabulary)]
    return Reading(graphs=tuple(one.graph for one in found if one is not None), findings=tuple(pipelines.findings))


def _decorated(trace: Trace, reader: Reader, vocabulary: Vocabulary) -> Iterator[tuple[Decorated, Layer]]:
    """Every function of the file under `@pipeline`, in the order of decoration, the outermost decorator of each."""
    found: dict[int, tuple[Decorated, Layer]] = {}
    effects = reach.effects(reach.traces(trace, reader, (vocabulary.package,)))
    values = [effect.value for effect in effects if effect.kind == "call"]
    for value in [*values, *trace.scope.values()]:
        one = decorated(value, vocabulary) if isinstance(value, Record) else None
        layer = one.layer("pipeline") if isinstance(one, Decorated) else None
        here = isinstance(one, Decorated) and one.function.span.path == trace.path
        if isinstance(one, Decorated) and layer is not None and here and not _is_call(value, vocabulary):
            found[one.function.token] = (one, layer)
    yield from found.values()


def _is_call(value: Value, vocabulary: Vocabulary) -> bool:
    """Whether a record is a call of a pipeline that is given a function, and not a decoration."""
    maker = value.function if isinstance(value, Record) else None
    below = decorated(maker, vocabulary) if isinstance(maker, Record) else None
    return isinstance(below, Decorated) and below.layer("pipeline") is not None


class _Pipelines:
    """The pipeline functions that one file comes to, each read once."""

    def __init__(self, trace: Trace, reader: Reader, vocabulary: Vocabulary) -> None:
        self._trace = trace
        self._reader = reader
        self._vocabulary = vocabulary
        self._read: dict[int, Defined | None] = {}
        self.findings: list[Finding] = []

    def define(self, found: Decorated, layer: Layer) -> Defined | None:
        """A pipeline function as a graph; None while it is being read, which is to say that it calls itself."""
        token = found.function.token
        if token not in self._read:
            self._read[token] = None
            notes = Notes()
            self._read[token] = self._defined(found, layer, notes)
            if found.function.span.path == self._trace.path:
                self.findings += notes.all()
        return self._read[token]

    def _defined(self, found: Decorated, layer: Layer, notes: Notes) -> Defined:
        function = found.function
        title = header.name(function, layer, notes)
        variable = self._variable(found)
        entry = f"{function.module}:{variable}" if variable else ""
        head = header.header(title, entry, function, layer, self._vocabulary, notes)
        parameters = self._parameters(function, notes)
        body = self._reader.apply(function)
        calls = named(Recogniser(self._vocabulary, self._reader, notes, self.define).calls(body.effects))
        root = tree(calls)
        sources = Sources(_placed(root), parameters)
        maker = Maker(sources, self._reader, notes)
        maker.fill(root)
        returned = results.results(body.effects, root, sources, notes)
        steps = maker.graph(root)
        leftovers(body.effects, calls, self._vocabulary, notes)
        notes.findings += [finding for finding in body.findings if finding not in notes.findings]
        graph = Graph(
            name=title,
            dialect="native",
            span=function.name_span,
            entry=entry,
            steps=steps,
            parameters=parameters,
            results=returned.results,
            holes=tuple(dict.fromkeys(notes.holes)),
            header=head,
        )
        return Defined(graph=graph, shape=returned.shape)

    def _variable(self, found: Decorated) -> str:
        """The name under which the module has the pipeline, or nothing."""
        function = found.function
        if function.module != self._trace.module:
            return function.name if "." not in function.qualname else ""
        for name, value in self._trace.scope.items():
            one = decorated(value, self._vocabulary) if isinstance(value, Record) else None
            if isinstance(one, Decorated) and one.token == found.token:
                return name
        return ""

    def _parameters(self, function: Function, notes: Notes) -> tuple[Parameter, ...]:
        """The function's parameters, as those of the plan."""
        if function.parameters and function.parameters[0].name in {"self", "cls"} and "." in function.qualname:
            why = "a pipeline is a function, not a method; move it out of its class"
            notes.hole(f"what `{function.parameters[0].name}` is", _symbol(function), function.name_span, why)
        found: list[Parameter] = []
        for formal in function.parameters:
            if formal.kind in {"args", "kwargs"}:
                star = "*" if formal.kind == "args" else "**"
                why = "a plan has a fixed list of parameters; name them"
                notes.hole(f"what `{star}{formal.name}` takes", _symbol(function), formal.span, why)
                continue
            found.append(self._parameter(formal))
        return tuple(found)

    def _parameter(self, formal: Formal) -> Parameter:
        types = self._reader.types
        annotated = types.annotation(formal.annotation) if formal.annotation is not None else None
        inferred = types.of(formal.default) if formal.default is not None else UnknownType("it has no annotation")
        return Parameter(
            name=formal.name,
            type=annotated if annotated is not None else inferred,
            span=formal.span,
            default=formal.default,
        )


def _symbol(function: Function) -> Function:
    return function


def _placed(region: Region) -> list[tuple[Call, Region]]:
    """Every call with the region that it stands in."""
    found = [(call, region) for call in region.calls]
    for inner in region.loops:
        found += _placed(inner)
    return found
