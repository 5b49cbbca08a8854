"""Nodes and edges that stand in no editor."""

from collections.abc import Iterator

from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.drawing.helpers import HELPERS
from icefloe.dialects.fastflow.drawing.typed import typed
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Note
from icefloe.reach import around, within
from icefloe.values import Record, Value

_PARTS = frozenset({*HELPERS, "Edge"})


def fragments(drawn: tuple[Drawing, ...], page: Page, findings: Findings) -> None:
    """Say, once for a file, that it makes nodes or edges and puts them nowhere."""
    if any(not one.whole for one in drawn):
        return
    used = set(_used(page))
    loose = [call for call in page.calls if call.span.path == page.path and _is_part(call)]
    loose = [call for call in loose if call.token not in used and not _in_a_test(call, page)]
    if not loose:
        return
    first, *rest = loose
    many = f"{len(loose)} nodes and edges stand" if rest else f"`{word(first)}` stands"
    message = f"{many} in no `FlowEditor`: nothing is drawn of {'them' if rest else 'it'}"
    notes = tuple(Note(message="this one too", span=call.span) for call in rest[:3])
    findings.say("FLO260", message, first.span, related=notes, help="put them into the editor that is to show them")


def _in_a_test(call: Record, page: Page) -> bool:
    """Whether a test makes it, to look at it."""
    function = around(call.span, page.functions)
    return function is not None and function.name.startswith("test")


def _is_part(call: Record) -> bool:
    # A typed node may be there to be executed, or validated.
    return word(call) in _PARTS and typed(call) is None


def _used(page: Page) -> Iterator[int]:
    """What is part of something else: an argument of a call, what a function gives back, what has a name."""
    for call in page.everything:
        for argument in call.arguments:
            yield from _tokens(argument.value)
        receiver = call.receiver
        if isinstance(receiver, Record):
            yield receiver.token
    for value in (*page.returned, *page.held):
        yield from _tokens(value)


def _tokens(value: Value) -> Iterator[int]:
    yield from (record.token for record in within(value))
