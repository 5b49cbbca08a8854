"""The pipelines of one file of Python, and the one of a file of YAML."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.dialect import Document, Reader, Reading
from icefloe.dialects.runnable.document.form import form
from icefloe.dialects.runnable.python.reading import chains
from icefloe.dialects.runnable.wiring.graph import Wired, wire
from icefloe.graph import Graph
from icefloe.trace import Trace


def read(trace: Trace, reader: Reader) -> Reading:
    """The pipelines and jobs of one file."""
    found = chains(trace, reader)
    wired = _once([wire(written, reader) for written in found.written])
    findings = dict.fromkeys((*found.findings, *(finding for one in wired for finding in one.findings)))
    return Reading(
        graphs=_named([one.graph for one in wired], trace.module),
        findings=tuple(findings),
        of={one.graph.token: one.findings for one in wired if one.graph.token},
    )


def document(found: Document, reader: Reader) -> Reading:
    """The pipeline that a YAML file writes, if it writes one."""
    read = form(found, reader)
    if read.written is None:
        return Reading(findings=read.findings)
    wired = wire(read.written, reader)
    return Reading(graphs=(wired.graph,), findings=tuple(dict.fromkeys((*read.findings, *wired.findings))))


def _once(wired: Sequence[Wired]) -> list[Wired]:
    """Each pipeline once: a function that is called again with the same arguments builds the same one again."""
    kept: list[Wired] = []
    for one in wired:
        if all(one.graph != other.graph for other in kept):
            kept.append(one)
    return kept


def _named(graphs: Sequence[Graph], module: str) -> tuple[Graph, ...]:
    """Give each graph a name: its own, or the file's if it is the only one, or the function's or variable's."""
    named: list[Graph] = []
    for graph in graphs:
        owner = graph.entry.partition(":")[2]
        name = graph.name or (module.rpartition(".")[2] if len(graphs) == 1 else owner) or f"line{graph.span.line}"
        named.append(replace(graph, name=name))
    return tuple(named)
