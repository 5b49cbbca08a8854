"""The function that a task names."""

from icefloe.dialects.runnable.view import View
from icefloe.reach import place
from icefloe.values import Class, Function, Instance, Known, Record, Reference, Symbol, Value

#: What stands for a function that is not known: the pipeline has a hole that says why.
NOWHERE = ""


def function(view: View, record: Record) -> Function | Reference:
    """The function of a task: of the project, or a name from outside of it."""
    value = view.value(record, "function")
    found = named(value)
    if found is None:
        span = place(record, "function")
        view.unknown("the function of a task", value, span)
        return Reference(path=NOWHERE, span=span)
    return found


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
            partial = value.path in {"functools.partial", "functools.partialmethod"}
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
