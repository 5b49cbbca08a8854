"""The function that a task names."""

from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import VALUES
from icefloe.reach import place
from icefloe.values import Class, Function, Instance, Known, Record, Reference, Symbol, Value

_PARTIAL = frozenset({"functools.partial", "functools.partialmethod"})
#: What stands for a function that is not known: the pipeline has a hole that says why, or a finding does.
NOWHERE = ""


def function(view: View, record: Record) -> Function | Reference:
    """The function of a task: of the project, or a name from outside of it."""
    value = view.value(record, "function")
    found = named(value)
    filled = any(argument.name in VALUES for argument in record.arguments)
    if found is not None and (filled or is_bound(value)):
        # What it is given is in no plan, which is told of; its own parameters say nothing of what else it takes.
        return Reference(path=NOWHERE, span=place(record, "function"))
    if found is None:
        span = place(record, "function")
        view.unknown("the function of a task", value, span)
        return Reference(path=NOWHERE, span=span)
    return found


def is_bound(value: Value | None) -> bool:
    """Whether a function carries more than its code: the object whose method it is, or arguments."""
    match value:
        case Record():
            return value.path in _PARTIAL
        case Instance() | Symbol(op="attribute", operands=(Instance() | Class(), _)):
            return True
        case _:
            return False


def named(value: Value | None) -> Function | Reference | None:
    """The function behind a value: what is decorated, bound or wrapped keeps its code."""
    match value:
        case Function() | Reference():
            return value
        case Class():
            return Reference(path=f"{value.module}.{value.qualname}", span=value.span)
        case Instance():
            return named(_method(value.of, "__call__"))
        case Symbol(op="attribute", operands=(Instance(of=of) | (Class() as of), Known(value=str(name)))):
            return named(_method(of, name))
        case Record(arguments=(first, *rest)) if first.name is None and not first.star:
            # What a decorator or a `partial` makes of a function still runs it.
            partial = value.path in _PARTIAL
            wrapped = named(first.value) if partial or not rest else None
            return wrapped if isinstance(wrapped, Function) or partial else None
        case _:
            return None


def _method(of: Class, name: str, depth: int = 0) -> Value | None:
    """A method of a class, or of its bases in the project."""
    for member, value in of.methods:
        if member == name:
            return value
    bases = [one for one in of.bases if isinstance(one, Class)] if depth < 20 else []
    return next((found for one in bases for found in [_method(one, name, depth + 1)] if found is not None), None)
