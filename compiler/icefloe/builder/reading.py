"""From a trace to graphs: every pipeline that a file builds with the builder words."""

from collections.abc import Mapping, Sequence

from icefloe import reach
from icefloe.builder import misspelt, redefined
from icefloe.builder import site as sites
from icefloe.builder.assembly import Assembly
from icefloe.builder.layers import Decorated, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader, Reading
from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.trace import Trace
from icefloe.values import Function, Record

_SUB = ("sub_pipeline", "SubPipelineStep")


def read(trace: Trace, reader: Reader, vocabulary: Vocabulary, dialect: str) -> Reading:
    """All pipelines of a file: at module level, in functions that it calls, in functions that nobody calls."""
    traces = reach.traces(trace, reader, (vocabulary.package,))
    site = sites.site(traces, reader, vocabulary, dialect)
    found: list[Finding] = []
    own: dict[int, tuple[Finding, ...]] = {}
    graphs: list[Graph] = []
    used: set[int] = set()
    pipelines = made(site, traces)
    version = reader.version(dialect) if vocabulary.versioned and pipelines else ""
    children = nested(site)
    for pipeline in pipelines:
        if _is_part(pipeline.token, children) and not site.variable(pipeline):
            continue  # it is only a part of another one: nobody could name it
        notes = Notes(dialect=dialect, version=version)
        assembly = Assembly(site=site, within=(pipeline.token,), used=used)
        graphs.append(assembly.graph(pipeline, notes, nested=pipeline.token in children))
        own[pipeline.token] = notes.all()
        found.extend(own[pipeline.token])
    found.extend(redefined.redefined(site, used))
    found.extend(misspelt.imports(site))
    return Reading(graphs=tuple(graphs), findings=tuple(found), of=own)


def made(site: Site, traces: Sequence[Trace]) -> tuple[Record, ...]:
    """The pipelines that a file makes, itself or by calling functions of others, in order.

    What a dynamic step builds is its own.
    """
    dynamic = _dynamic(site)
    found: dict[int, Record] = {}
    for effect in site.effects:
        record = site.vocabulary.pipeline(effect.value)
        if effect.kind != "call" or record is None or not reach.own(record, traces):
            continue
        if reach.around(record.span, dynamic) is None:
            found[record.token] = record
    return tuple(found.values())


def _dynamic(site: Site) -> tuple[Function, ...]:
    """The functions that are dynamic steps."""
    found: list[Function] = []
    for effect in site.effects:
        one = decorated(effect.value, site.vocabulary) if effect.kind == "call" else None
        if isinstance(one, Decorated) and one.layer("dynamic") is not None:
            found.append(one.function)
    return tuple(found)


def nested(site: Site) -> Mapping[int, frozenset[int]]:
    """The pipelines that are part of others, with those that they are added to as far as that is plain.

    What nobody in them gives comes from outside.
    """
    found: dict[int, frozenset[int]] = {}
    for effect in site.effects:
        call = effect.value
        if effect.kind != "call" or not isinstance(call, Record):
            continue
        word, owner = site.vocabulary.word(call.path), site.vocabulary.pipeline(effect.target)
        added = call.argument("step", 0)
        if word.endswith(".add_step") and added is not None:
            call = site.vocabulary.record(added.value, *_SUB) or call
            word = site.vocabulary.word(call.path)
        given = [call.argument("pipeline", 0), call.argument("sub_pipeline")]
        if word.split(".")[0] == "If":
            given = [argument for argument in call.arguments if argument is not call.argument("condition", 0)]
        elif not word.endswith(".add_sub_pipeline") and word not in _SUB:
            continue
        for argument in given:
            child = site.vocabulary.pipeline(argument.value) if argument is not None else None
            if child is not None:
                found[child.token] = found.get(child.token, frozenset()) | ({owner.token} if owner else set[int]())
    return found


def _is_part(token: int, children: Mapping[int, frozenset[int]]) -> bool:
    """Whether a pipeline is part of another one that is no part of it in turn."""
    for parent in children.get(token, frozenset()):
        above, waiting = {parent}, [parent]
        while waiting:
            for further in children.get(waiting.pop(), frozenset()) - above:
                above.add(further)
                waiting.append(further)
        if token not in above:
            return True
    return False
