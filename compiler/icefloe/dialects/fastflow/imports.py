"""Executors that a file imports, and to which it adds something: a drawing, or the context of their runs."""

from icefloe.dialects.fastflow.drawing import Drawing
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.vocabulary import EXECUTES, PARAMETERS, RUNS, method, said, word
from icefloe.values import Record


def imported(page: Page, drawn: tuple[Drawing, ...]) -> tuple[Record, ...]:
    """The executors of other modules that are whole only here: drawn elsewhere, or run here with a context."""
    own = {call.token for call in page.calls}
    found = (call for call in page.everything if call.token not in own and word(call) in EXECUTES)
    return tuple(call for call in found if _is_drawn_apart(call, drawn) or _is_run(call, page))


def _is_drawn_apart(call: Record, drawn: tuple[Drawing, ...]) -> bool:
    """Whether another file than the executor's draws it."""
    argument = call.argument("graph_id", PARAMETERS[word(call)].index("graph_id"))
    name = None if argument is None else said(argument.value)
    shown = next((one for one in drawn if name and one.name == name and one.nodes), None)
    return shown is not None and shown.span.path != call.span.path


def _is_run(call: Record, page: Page) -> bool:
    """Whether this file runs an executor with a context."""
    for other in page.calls:
        receiver = other.receiver
        runs = method(other)[1] in RUNS and other.argument("context", 0) is not None
        if runs and isinstance(receiver, Record) and receiver.token == call.token:
            return True
    return False
