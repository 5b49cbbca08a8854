"""Drawings that depend on what a request brings."""

from collections.abc import Iterable

from icefloe.dialect import Reader
from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.drawing.editor import Editor
from icefloe.dialects.fastflow.drawing.flows import Flows
from icefloe.dialects.fastflow.drawing.written import Writing
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Note
from icefloe.reach import around, within
from icefloe.source import Span
from icefloe.values import Function


def asked(drawn: Iterable[Drawing], page: Page, reader: Reader, findings: Findings) -> None:
    """Say which drawings would be others, did the function of their route get other arguments than its defaults."""
    functions = {function.token: function for function in page.functions}
    answering = [functions[route.function] for route in page.routes if route.function in functions]
    for function in dict.fromkeys(answering):
        open_ = [one for one in function.parameters if one.default is not None]
        inside = [one for one in drawn if one.whole and around(one.span, [function]) is function]
        if not open_ or not inside:
            continue
        found = _drawn(function, page, reader)
        for drawing in inside:
            if found.get(drawing.span) != _shape(drawing):
                names = ", ".join(f"`{one.name}`" for one in open_)
                message = f"what `{function.name}` draws depends on {names}, which a request brings"
                note = Note(message="it has a default", span=open_[0].span)
                help_ = "it is read as it is drawn without"
                findings.say("FLO118", message, drawing.named, related=(note,), help=help_)


def _drawn(function: Function, page: Page, reader: Reader) -> dict[Span, object]:
    """What a function draws when nothing is known of its arguments."""
    silent = Writing(page=page, findings=Findings())
    editor = Editor(writing=silent, flows=Flows(writing=silent))
    calls = [call for effect in reader.apply(function).effects for call in within(effect.value)]
    return {call.span: _shape(editor.drawing(call)) for call in calls if word(call) == "FlowEditor"}


def _shape(drawn: Drawing) -> tuple[bool, tuple[str, ...], tuple[tuple[str, str, int], ...]]:
    """What of a drawing decides about the pipeline."""
    edges = tuple((edge.source, edge.target, edge.port) for edge in drawn.edges)
    return drawn.whole, tuple(node.name for node in drawn.nodes), edges
