"""Executors of classes of the project: what they hand to `FlowExecutor`, or that they are not read."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.dialects.fastflow.nodes import base_of
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.reach import around
from icefloe.trace import Trace
from icefloe.values import Class, Instance, Record

_MADE = "builtins.super.__init__"


def subclassed(page: Page, trace: Trace, findings: Findings) -> tuple[Record, ...]:
    """The executors that classes made from `FlowExecutor` stand for, as calls of it."""
    found = tuple(_made(page, trace))
    told = {record.token for record in found}
    for value in trace.scope.values():
        if isinstance(value, Instance) and base_of(value.of) == "FlowExecutor" and value.token not in told:
            message = f"`{value.of.name}` is an executor of a class of its own, and its steps are not read"
            findings.say("FLO118", message, value.span, help="make a `FlowExecutor` itself")
    return found


def _made(page: Page, trace: Trace) -> Iterator[Record]:
    """The calls by which such a class makes what it is made from."""
    for call in page.calls:
        function = around(call.span, page.functions) if call.path == _MADE else None
        kind = None if function is None else trace.scope.get(function.qualname.rpartition(".")[0])
        if not isinstance(kind, Class) or base_of(kind) != "FlowExecutor":
            continue
        objects = [one for one in trace.scope.values() if isinstance(one, Instance) and one.of.token == kind.token]
        token = objects[0].token if len(objects) == 1 else call.token
        yield replace(call, path="fastflow.FlowExecutor", token=token)
