"""The callbacks of an executor: what becomes a policy, what a runtime does by itself, what only the original does."""

from collections.abc import Sequence

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.fastflow.vocabulary import PARAMETERS, word
from icefloe.dialects.fastflow.written import Writing
from icefloe.findings import Note, Severity
from icefloe.reach import given, why
from icefloe.values import Class, Function, Instance, Items, Known, Record, Reference, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_OWN = ("SSECallback", "LoggingCallback", "TimingCallback", "ProgressCallback")
_HOOKS = (
    "before_flow", "after_flow", "before_node", "after_node", "before_edge", "after_edge", "on_error", "on_cancel"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """What the callbacks of an executor come to: how often its steps are tried, and their names."""

    retry: plan.Retry | None = None
    names: tuple[str, ...] = ()


def callbacks(record: Record, writing: Writing) -> Callbacks:
    """Read the callbacks of an executor."""
    name = word(record)
    position = PARAMETERS[name].index("callbacks") if "callbacks" in PARAMETERS[name] else None
    value = given(record, "callbacks", None if name == "quick_flow" else position)
    if "callbacks" not in PARAMETERS[name]:
        return Callbacks()
    found = _items(value, writing) + writing.additions.added(record, writing.holes, "callbacks")
    retry: plan.Retry | None = None
    names: list[str] = []
    for one in found:
        kind = _kind(one)
        names.append(kind)
        if kind == "RetryCallback" and isinstance(one, Record):
            retry = _retry(one, writing)
            writing.findings.original("FLO593", one.span)
        elif kind == "ValidationCallback" and isinstance(one, Record):
            message = "`ValidationCallback` looks at typed nodes when a flow begins: it is not carried into a plan"
            help_ = "what the compiler can see of a node it checks before"
            writing.findings.say("FLO251", message, one.span, severity=Severity.NOTE, help=help_)
        elif kind == "ProgressCallback" and isinstance(one, Record):
            _progress(one, writing)
        elif kind not in _OWN:
            _foreign(one, kind, writing)
    return Callbacks(retry=retry, names=tuple(names))


def _items(value: Value | None, writing: Writing) -> list[Value]:
    """The callbacks that are listed."""
    if value is None or (isinstance(value, Known) and value.value is None):
        return []
    if isinstance(value, Items):
        return list(value.items)
    message = f"the callbacks of the executor cannot be known: {why(value)}"
    writing.findings.say("FLO118", message, value.span, help="write them as a list")
    return []


def _kind(value: Value) -> str:
    """What a callback is called."""
    match value:
        case Record():
            return word(value) or value.path.rpartition(".")[2]
        case Instance(of=of):
            return of.name
        case _:
            return ""


def _retry(record: Record, writing: Writing) -> plan.Retry | None:
    """How often a step is tried: the first time and as often again as the callback says."""
    more, delay = given(record, "max_retries", 0), given(record, "delay", 1)
    number = more.value if isinstance(more, Known) else 3 if more is None else None
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        message = "how often a step is tried again cannot be known, or is no number"
        writing.findings.say("FLO118", message, record.span, help="write `max_retries=` as a number")
        return None
    try:
        seconds: Json = literal_of(Known(value=1.0, span=record.span) if delay is None else delay)
    except NotLiteralError:
        writing.findings.say("FLO118", "the delay of a retry cannot be known", record.span, help="write a number")
        seconds = None
    return plan.Retry(attempts=number + 1, delay=seconds, on=_exceptions(given(record, "retry_on", 2), writing))


def _exceptions(value: Value | None, writing: Writing) -> tuple[str, ...]:
    """The names of the exceptions after which a step is tried again."""
    if value is None or (isinstance(value, Known) and value.value is None):
        return ()
    found: list[str] = []
    for one in value.items if isinstance(value, Items) else (value,):
        match one:
            case Reference(path=path):
                found.append(path.removeprefix("builtins."))
            case Class(module=module, qualname=qualname):
                found.append(f"{module}.{qualname}")
            case _:
                message = f"an exception of `retry_on` cannot be known: {why(one)}"
                writing.findings.say("FLO118", message, one.span, help="name the class itself")
    return tuple(found)


def _progress(record: Record, writing: Writing) -> None:
    """Say that a function that follows the progress is not called."""
    value = given(record, "on_progress", 0)
    if value is None or (isinstance(value, Known) and value.value is None):
        return
    name = f"`{value.name}`" if isinstance(value, Function) else "the function"
    message = f"{name} of `ProgressCallback` is not called when a plan runs"
    help_ = "a run tells its progress by itself: `icefloe run` shows each step"
    writing.findings.say("FLO251", message, value.span, severity=Severity.NOTE, help=help_)


def _foreign(value: Value, name: str, writing: Writing) -> None:
    """Say that a callback of the user's own is not called, and what it would do."""
    if not isinstance(value, Instance):
        what = f"the callback `{name}`" if name else "a callback"
        writing.findings.say("FLO251", f"{what} is not known: {why(value)}; it is not called", value.span)
        return
    hooks = [key for key, _ in _members(value.of) if key in _HOOKS]
    which = f" (it has {', '.join(f'`{one}`' for one in hooks)})" if hooks else ""
    writing.findings.say(
        "FLO251",
        f"the callback `{name}` is not called when a plan runs{which}",
        value.span,
        related=(Note(message="its class", span=value.of.name_span),),
        help="it could change the flow while it runs: put what it does into handlers, branches or `RetryCallback`",
    )


def _members(kind: Class) -> Sequence[tuple[str, Value]]:
    """The methods of a class, those of its bases in the project included."""
    inherited = [member for base in kind.bases if isinstance(base, Class) for member in _members(base)]
    return (*inherited, *kind.methods)
