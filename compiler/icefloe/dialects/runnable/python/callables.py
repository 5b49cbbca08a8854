"""Functions that a run of runnable does not find: it keeps a function's module and name, and imports them again."""

from icefloe.dialects.runnable.python.function import named
from icefloe.dialects.runnable.vocabulary import word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import place
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Class, Function, Instance, Known, Record, Symbol, Value

_MODULE_LEVEL = "define it at module level, and give that"


def unreachable(record: Record, value: Value | None) -> Finding | None:
    """What is wrong with the function of a task, if anything is."""
    span = place(record, "function")
    match value:
        case Function():
            return _function(value, span)
        case Record() if value.path in {"functools.partial", "functools.partialmethod"}:
            inner = named(value)
            related = (Note(message="the function", span=inner.name_span),) if isinstance(inner, Function) else ()
            message = "the function of this task is a `partial`, which has no name to import it by"
            help = "write a function that calls it, or give the values as parameters"
            return _error(message, span, "an AttributeError when the pipeline is built", related, help)
        case Symbol(op="attribute", operands=(Instance(of=of) | (Class() as of), Known(value=str(name)))):
            found = named(value)
            related = (Note(message="the method", span=found.name_span),) if isinstance(found, Function) else ()
            message = f"`{of.name}.{name}` is a method of an object, and a run has only its name"
            label = f"a run looks for `{name}` in the module `{of.module}`"
            return _error(message, span, label, related, _MODULE_LEVEL)
        case Instance(of=of):
            message = f"an object of `{of.name}` has no name to import it by"
            related = (Note(message="its class", span=of.name_span),)
            return _error(message, span, "an AttributeError when the pipeline is built", related, _MODULE_LEVEL)
        case _:
            return None


def _error(message: str, span: Span, label: str, related: tuple[Note, ...], help: str) -> Finding:
    return Finding(code="FLO186", message=message, span=span, label=label, related=related, help=help)


def _function(function: Function, span: Span) -> Finding | None:
    """A function of the project under another name than its own, or under none."""
    if function.qualname == function.name != "<lambda>":
        return None
    what, help = f"`{function.name}` is defined inside another function", _MODULE_LEVEL
    if function.name == "<lambda>":
        what, help = "a lambda has no name to import it by", "write a function at module level, and give that"
    elif "<locals>" not in function.qualname:
        what = f"`{function.qualname}` is defined in a class"
    else:
        help = "define it at module level; if it is what a decorator returns, decorate that with `functools.wraps`"
    return Finding(
        code="FLO186",
        message=f"{what}: runnable 0.50.0 does not find it when the task runs",
        span=span,
        severity=Severity.WARNING,
        label=f"a run of runnable looks for `{function.name}` in the module `{function.module}`",
        related=() if function.name_span == span else (Note(message="the function", span=function.name_span),),
        help=help,
    )


def rebound(record: Record, value: Value | None, trace: Trace) -> Finding | None:
    """A function whose name means something else at the end of its module: a run imports that."""
    if not isinstance(value, Function) or value.module != trace.module or value.qualname != value.name:
        return None
    now = trace.scope.get(value.name)
    is_it = now is None or (isinstance(now, Function) and now.token == value.token)
    wrapped = isinstance(now, Record) and not word(now.path)
    if is_it or wrapped or not isinstance(now, Function | Record):
        return None
    return Finding(
        code="FLO186",
        message=f"`{value.name}` means something else in `{value.module}` when the task runs",
        span=place(record, "function"),
        severity=Severity.WARNING,
        label=f"runnable 0.50.0 imports `{value.name}` again by its name, and gets that",
        related=(
            Note(message="this function is meant", span=value.name_span),
            Note(message="this is it then", span=_at(now)),
        ),
        help="give the two names of their own",
    )


def _at(value: Function | Record) -> Span:
    return value.name_span if isinstance(value, Function) else value.span
