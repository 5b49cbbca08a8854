"""How a handler is called: with the context and with the results of what it depends on."""

from icefloe.dialects.fastflow.handlers import Handler
from icefloe.dialects.fastflow.written import Writing
from icefloe.findings import Note, Severity
from icefloe.graph import Step
from icefloe.source import Span
from icefloe.values import Function, Parameter
from icefloe_schema.records import dataclass

_NORMAL = ("positional", "normal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The parameters of a handler that take the context and the inputs; `by_name` if the original finds them."""

    context: str
    inputs: str
    by_name: bool
    span: Span


def taken(found: Handler, function: Function, step: Step, place: Span, writing: Writing) -> Taken | None:
    """How a handler takes its two arguments; None, with a finding, if it cannot."""
    if function.is_generator:
        _refuse(function, step, place, writing, "it is a generator, which nothing awaits", "return the result")
        return None
    open_ = [one for one in function.parameters if one.name not in found.given]
    required = [one.name for one in open_ if one.default is None and one.kind in (*_NORMAL, "keyword")]
    named = {one.name for one in open_ if one.kind in ("normal", "keyword")}
    rest = next((one.name for one in open_ if one.kind == "kwargs"), "")
    span = open_[0].span if open_ else function.name_span
    if all(name in named or rest for name in ("context", "inputs")) and set(required) <= {"context", "inputs"}:
        # What goes into `**kwargs` is not followed.
        context, inputs = (name if name in named else "" for name in ("context", "inputs"))
        return Taken(context=context, inputs=inputs, by_name=True, span=span)
    positional = [one for one in open_ if one.kind in _NORMAL]
    args = any(one.kind == "args" for one in open_)
    needed = [one.name for one in positional if one.default is None]
    if set(required) - set(needed) or len(needed) > 2 or (len(positional) < 2 and not args):
        takes = _takes(open_)
        message = f"it takes {takes}, but is called with `context` and `inputs`"
        _refuse(function, step, place, writing, message, f"write `async def {_title(function)}(context, inputs)`")
        return None
    names = [one.name for one in positional[:2]]
    names += [""] * (2 - len(names))
    return Taken(context=names[0], inputs=names[1], by_name=False, span=span)


def _refuse(function: Function, step: Step, place: Span, writing: Writing, why: str, help: str) -> None:
    note = () if function.name_span == place else (Note(message="the handler", span=function.name_span),)
    message = f"the handler `{function.name}` of step `{step.id}` cannot be called: {why}"
    writing.findings.say("FLO250", message, place, severity=Severity.ERROR, related=note, help=help)


def _title(function: Function) -> str:
    return "handler" if function.name == "<lambda>" else function.name


def _takes(parameters: list[Parameter]) -> str:
    names = [f"`{one.name}`" for one in parameters]
    if not names:
        return "no arguments"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
