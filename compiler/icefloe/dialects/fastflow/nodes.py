"""Typed nodes: what a step does that is given a node and no handler."""

from typing import Literal

from icefloe.dialects.fastflow.handlers import Handler, NoHandler, handler
from icefloe.dialects.fastflow.vocabulary import name_of, word
from icefloe.reach import given, text
from icefloe.trace import Trace
from icefloe.values import Class, Function, Instance, Known, Record, Reference, Symbol, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_REGISTERED = frozenset({"execute", "_"})
_WORKS = frozenset({"CodeNode"})
_ASKS = {
    "AgentNode": "the original calls what the context has as `llm`, with the inputs",
    "ToolNode": "the original calls the tool of that name that the context has under `tools`",
    "CodeNode": "the original runs the text of its `code`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a node does: it has a method of its own, gives something fixed, or does what a plan cannot say (`why`).

    One that `gathers` gives what it depends on, as the end of a flow does, or an agent without a model. One that
    `works` would do something in the original too.
    """

    handler: Handler | NoHandler | None = None
    result: plan.Value | None = None
    gathers: Literal["", "end", "agent"] = ""
    works: bool = True
    why: str = ""


def typed(node: Value, trace: Trace) -> Typed:
    """What a step does whose `node=` is that value."""
    match node:
        case Instance(of=of):
            method = Symbol(op="attribute", operands=(node, Known(value="execute", span=node.span)), span=node.span)
            if _has(of, "execute"):
                return Typed(handler=handler(method, trace))
            told = _dispatched(of, trace)
            if told is not None:
                made = handler(Symbol(op="attribute", operands=(node, told[1]), span=node.span), trace, member=told[0])
                return Typed(handler=made)
            return _builtin(base_of(of), None)
        case Record():
            return _builtin(word(node), node)
        case _:
            return Typed(why="what its node does is not known")


def _dispatched(kind: Class, trace: Trace) -> tuple[Function, Value] | None:
    """The function that is registered as `execute` for a class, with its name."""
    for function in reversed(trace.functions):
        first = function.parameters[0] if function.parameters else None
        annotation = None if first is None else first.annotation
        fits = isinstance(annotation, Class) and annotation.token == kind.token
        if fits and function.name in _REGISTERED and len(function.parameters) >= len(("node", "context", "inputs")):
            return function, Known(value=function.name, span=function.name_span)
    return None


def _has(kind: Class, name: str) -> bool:
    """Whether a class of the project, or one that it is made from, has a method."""
    if any(key == name for key, _ in kind.methods):
        return True
    return any(_has(base, name) for base in kind.bases if isinstance(base, Class))


def base_of(kind: Class) -> str:
    """The class of fastflow that a class of the project is made from."""
    for base in kind.bases:
        found = base_of(base) if isinstance(base, Class) else name_of(base.path) if isinstance(base, Reference) else ""
        if found:
            return found
    return ""


def _builtin(name: str, record: Record | None) -> Typed:
    """What a node of one of fastflow's own classes does."""
    name = name.removeprefix("Typed")
    if name in ("Node", "DAGNode", "FlowchartNode", "TableNode"):
        return Typed(why="the original does not know how to execute a node that is only drawn")
    if name == "StartNode":
        return Typed(result=plan.FromParameter(name="initial_data"))
    if name == "EndNode":
        return Typed(gathers="end")
    if name == "CodeNode" and record is not None and not (text(given(record, "code")) or ""):
        return Typed()
    if name == "ToolNode" and record is not None and not (text(given(record, "tool_name")) or ""):
        return Typed(result=plan.FromLiteral(value={"status": "tool_not_found", "tool_name": ""}))
    if not name:
        return Typed(why="what its node does is not known")
    return Typed(why=_ASKS.get(name, ""), works=name in _WORKS, gathers="agent" if name == "AgentNode" else "")


def identity(node: Value | None) -> str | None:
    """The id of a node that is given with a step, if it is known."""
    if isinstance(node, Record):
        return text(given(node, "id", 0))
    if isinstance(node, Instance):
        return next((text(value) for key, value in node.attributes if key == "id"), None)
    return None
