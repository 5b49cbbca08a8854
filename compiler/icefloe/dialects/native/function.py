"""Plain functions under `@pipeline`: calls of steps are steps, what is passed is what joins them."""

from collections.abc import Iterator, Sequence

from icefloe import reach
from icefloe.builder.assembly import Assembly
from icefloe.builder.drafts import Draft
from icefloe.builder.expressions import Unreadable
from icefloe.builder.layers import Decorated, Layer, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.site import site
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader, Reading
from icefloe.dialects.native import header, results
from icefloe.dialects.native.calls import Call, Defined, Recogniser
from icefloe.dialects.native.lasts import folded, lasts
from icefloe.dialects.native.leftovers import leftovers
from icefloe.dialects.native.names import named
from icefloe.dialects.native.regions import Region, tree
from icefloe.dialects.native.sources import Sources
from icefloe.dialects.native.steps import Maker
from icefloe.dialects.native.unpacked import unpacked
from icefloe.findings import Finding
from icefloe.graph import Graph, Parameter
from icefloe.trace import Trace
from icefloe.types import UnknownType, causes
from icefloe.values import Function, Record
from icefloe.values import Parameter as Formal


def read(trace: Trace, reader: Reader, vocabulary: Vocabulary) -> Reading:
    """The pipeline functions of a file: at module level, in functions, in what functions return."""
    traces = reach.traces(trace, reader, (vocabulary.package,))
    pipelines = _Pipelines(traces, reader, vocabulary)
    graphs: list[Graph] = []
    findings: list[Finding] = []
    for one, layer in _decorated(traces, vocabulary):
        made = pipelines.define(one, layer)
        if made is not None:
            graphs.append(made.graph)
            findings += pipelines.findings(one)
    return Reading(graphs=tuple(graphs), findings=tuple(findings))


def _decorated(traces: Sequence[Trace], vocabulary: Vocabulary) -> Iterator[tuple[Decorated, Layer]]:
    """Every function of the file under `@pipeline`, in the order of decoration, the outermost decorator of each."""
    found: dict[int, tuple[Decorated, Layer]] = {}
    for effect in reach.effects(traces):
        value = effect.value
        if effect.kind != "call" or not isinstance(value, Record) or not reach.own(value, traces):
            continue
        one = decorated(value, vocabulary)
        layer = one.layer("pipeline") if isinstance(one, Decorated) else None
        if isinstance(one, Decorated) and layer is not None and not _is_call(value, vocabulary):
            found[one.function.token] = (one, layer)
    yield from found.values()


def _is_call(value: Record, vocabulary: Vocabulary) -> bool:
    """Whether a record is a call of a pipeline that is given a function, and not a decoration."""
    maker = value.function
    below = decorated(maker, vocabulary) if isinstance(maker, Record) else None
    return isinstance(below, Decorated) and below.layer("pipeline") is not None


class _Pipelines:
    """The pipeline functions that one file comes to, each read once."""

    def __init__(self, traces: Sequence[Trace], reader: Reader, vocabulary: Vocabulary) -> None:
        self._traces = traces
        self._trace = traces[0]
        self._reader = reader
        self._vocabulary = vocabulary
        self._read: dict[int, Defined | None] = {}
        self._notes: dict[int, Notes] = {}

    def define(self, found: Decorated, layer: Layer) -> Defined | None:
        """A pipeline function as a graph; None while it is being read, which is to say that it calls itself."""
        token = found.function.token
        if token not in self._read:
            self._read[token] = None
            notes = Notes()
            self._read[token] = self._defined(found, layer, notes)
            self._notes[token] = notes
        return self._read[token]

    def findings(self, found: Decorated) -> tuple[Finding, ...]:
        """What was found while a pipeline function was read; that of another file is told there."""
        return self._notes[found.function.token].all()

    def _defined(self, found: Decorated, layer: Layer, notes: Notes) -> Defined:
        function = found.function
        title = header.name(function, layer, notes)
        variable = self._variable(found)
        entry = f"{function.module}:{variable}" if variable else ""
        head = header.header(title, entry, function, layer, notes)
        parameters = self._parameters(function, notes)
        self._check(found, notes)
        body = self._reader.apply(function, carries=True)
        recogniser = Recogniser(self._vocabulary, self._reader, notes, self.define)
        calls = named(recogniser.calls(body.effects))
        ends = lasts(body)
        root = tree(calls, folded(body, ends))
        sources = Sources(_placed(root), parameters, recogniser.lost, ends)
        maker = Maker(sources, self._reader, notes, self._template)
        maker.fill(root)
        returned = results.results(body.effects, root, sources, notes)
        steps = maker.graph(root)
        parameters = (*parameters, *sources.environment.values())
        leftovers(body.effects, {*sources.calls, *sources.lost}, self._vocabulary, notes)
        notes.findings += [finding for finding in body.findings if finding not in notes.findings]
        notes.findings += unpacked(body, {call.record.token: call for call in calls}, self._reader)
        graph = Graph(
            name=title,
            dialect="native",
            span=function.name_span,
            entry=entry,
            steps=steps,
            parameters=parameters,
            results=returned.results,
            holes=tuple(dict.fromkeys(notes.holes)),
            token=found.token,
            header=head,
        )
        return Defined(graph=graph, shape=returned.shape)

    def _check(self, found: Decorated, notes: Notes) -> None:
        """Report what keeps a function from being a pipeline as a whole."""
        function = found.function
        for layer in found.layers:
            if layer.word != "pipeline" and not layer.path.startswith("functools."):
                what = f"what `@{layer.path.removesuffix('()')}` makes of pipeline `{function.name}`"
                why = "it is no word of a pipeline, and its code is not in the project"
                notes.hole(what, function, layer.span, why, help="take it off, or put it on the steps")
        if function.is_generator:
            what, why = f"what `{function.name}` yields", "a plan gives its results at its end"
            notes.hole(what, function, function.name_span, why, help="collect them in a list, and return it")

    def _template(self, of: Draft, notes: Notes) -> Graph | Unreadable:
        """What a function under `@dynamic` builds with the builder words."""
        where = site(self._traces, self._reader, self._vocabulary, "native")
        return Assembly(site=where, within=()).template(of, notes)

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
            why = "a pipeline is a function, not a method"
            notes.hole(
                f"what `{function.parameters[0].name}` is",
                _symbol(function),
                function.name_span,
                why,
                help="move it out of its class",
            )
        found: list[Parameter] = []
        for formal in function.parameters:
            if formal.kind in {"args", "kwargs"}:
                star = "*" if formal.kind == "args" else "**"
                why = "a plan has a fixed list of parameters"
                notes.hole(f"what `{star}{formal.name}` takes", _symbol(function), formal.span, why, help="name them")
                continue
            found.append(self._parameter(formal))
        return tuple(found)

    def _parameter(self, formal: Formal) -> Parameter:
        types = self._reader.types
        annotated = types.annotation(formal.annotation) if formal.annotation is not None else None
        inferred = (
            types.of(formal.default)
            if formal.default is not None
            else UnknownType("it has no annotation", causes.NO_PARAMETER)
        )
        return Parameter(
            name=formal.name,
            type=annotated if annotated is not None else inferred,
            span=formal.span,
            default=formal.default,
            annotated=annotated is not None,
        )


def _symbol(function: Function) -> Function:
    return function


def _placed(region: Region) -> list[tuple[Call, Region]]:
    """Every call with the region that it stands in."""
    found = [(call, region) for call in region.calls]
    for inner in region.loops:
        found += _placed(inner)
    return found
