"""What runnable refuses to build, told of the tasks that are at odds."""

from collections.abc import Iterator, Sequence

from icefloe.dialects.runnable.python.objects import Member, State
from icefloe.dialects.runnable.python.view import View
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, removed
from icefloe.source import Span
from icefloe.values import Record, Value


def same_name(first: Member, second: Member) -> Finding:
    """Two tasks of one name, or one task that stands twice."""
    if first.record.token == second.record.token:
        return Finding(
            code="FLO182",
            message=f"the task `{second.name}` stands twice in one pipeline",
            span=second.record.span,
            label="runnable refuses it: step names should be unique",
            help="make a second task with a name of its own",
        )
    return Finding(
        code="FLO182",
        message=f"two tasks of one pipeline are called `{second.name}`",
        span=second.span,
        label="runnable refuses it: step names should be unique",
        related=(Note(message="the first one", span=first.span),),
        help="give one of them another name",
    )


def two_ends(state: State, first: Member, last: Member, pipeline: Record) -> Finding:
    """A task that ends the run, and one that comes after it."""
    end, span = next(iter(state.ends[first.record.token].items()))
    if span in state.built:
        return shared(first, span, pipeline)
    return Finding(
        code="FLO189",
        message=f"the run would end with {_end(end)} after `{first.name}`, and `{last.name}` comes after it",
        span=span,
        label="runnable refuses it: only the last task may end the run",
        related=(Note(message="the last task, which ends the run in any case", span=last.span),),
        help="take it out, or put what follows into another pipeline",
    )


def _end(end: str) -> str:
    return "failure" if end == "fail" else "success"


def shared(one: Member, span: Span, pipeline: Record) -> Finding:
    """A task of which another pipeline has said what comes after it."""
    return Finding(
        code="FLO187",
        message=f"runnable 0.50.0 takes the task `{one.name}` into one pipeline only, and it is in another already",
        span=pipeline.span,
        severity=Severity.WARNING,
        label="refused: the other pipeline has set what comes after it",
        related=(Note(message="the other pipeline", span=span), Note(message="the task", span=one.record.span)),
        help="make a task of its own for each pipeline, for instance in a function that returns a new one",
    )


def ended_twice(state: State, one: Member, pipeline: Record) -> Finding:
    """A task that is to end the run both ways: as it says itself, or as another pipeline has said before."""
    first, second = state.ends[one.record.token].values()
    other = next((span for span in (first, second) if span in state.built), None)
    if other is not None:
        return shared(one, other, pipeline)
    return Finding(
        code="FLO189",
        message=f"the task `{one.name}` is to end the run both with success and with failure",
        span=second,
        label="runnable refuses it: a node cannot terminate with success and failure",
        related=(Note(message="the other end", span=first),),
        help="take one of them out",
    )


def linked(state: State, one: Member, following: Member, pipeline: Record) -> Finding:
    """A task that leads somewhere already."""
    to, span = state.next[one.record.token]
    if state.linked.get(one.record.token) == span:
        return Finding(
            code="FLO190",
            message=f"`{one.name}` is linked to `{to}` by hand, and runnable 0.50.0 then refuses the pipeline",
            span=span,
            severity=Severity.WARNING,
            label="a pipeline links its tasks itself: the node already has a next node",
            related=(Note(message="the pipeline that would link them", span=pipeline.span),),
            help="take the link out: the order of `steps` is the order of the tasks",
            fix=removed(span, "the link"),
        )
    if one is not following and span in state.ends.get(one.record.token, {}).values():
        return two_ends(state, one, following, pipeline)
    return shared(one, span, pipeline)


def linked_again(state: State, one: Member, call: Record) -> Finding:
    """A link by hand from a task that leads somewhere already."""
    to, span = state.next[one.record.token]
    return Finding(
        code="FLO190",
        message=f"`{one.name}` is linked by hand, and leads to `{to}` already: runnable 0.50.0 refuses the link",
        span=call.span,
        severity=Severity.WARNING,
        label="the node already has a next node",
        related=(Note(message="this is where it leads to that", span=span),),
        help="take the link out: the order of `steps` is the order of the tasks",
        fix=removed(call.span, "the link"),
    )


def twice_handled(one: Member, span: Span, pipeline: Record) -> Finding:
    """A task whose handler another pipeline has turned into a name."""
    return Finding(
        code="FLO187",
        message=f"runnable 0.50.0 takes the task `{one.name}`, which has `on_failure`, into one pipeline only",
        span=pipeline.span,
        severity=Severity.WARNING,
        label="an AttributeError: its `on_failure` is a name by now",
        related=(Note(message="the other pipeline", span=span), Note(message="the task", span=one.record.span)),
        help="make a task of its own for each pipeline, for instance in a function that returns a new one",
    )


def stub(view: View, one: Member) -> Finding:
    """A stub with a handler."""
    value = view.value(one.record, "on_failure")
    return Finding(
        code="FLO191",
        message=f"the stub `{one.name}` has `on_failure`, which runnable 0.50.0 cannot carry",
        span=one.span if value is None else _place(one.record, value),
        severity=Severity.WARNING,
        label="refused when the pipeline is built",
        related=(Note(message="the stub", span=one.record.span),),
        help="take it out: a stub cannot fail",
        fix=_taken_out(one.record),
    )


def _taken_out(record: Record) -> Fix | None:
    """Make the task without its handler, where it is given one when it is made."""
    argument = record.argument("on_failure")
    return None if argument is None else removed(argument.span, "`on_failure`")


def _place(record: Record, value: Value) -> Span:
    argument = record.argument("on_failure")
    return value.span if argument is None else argument.span


def handler_of_handler(view: View, one: Member, pipeline: Record) -> Finding:
    """A task of a handler that has a handler itself."""
    value = view.value(one.record, "on_failure")
    return Finding(
        code="FLO191",
        message=f"`{one.name}` handles a failure and has `on_failure` itself, which runnable 0.50.0 cannot carry",
        span=one.span if value is None else _place(one.record, value),
        severity=Severity.WARNING,
        label="an AttributeError when the outer pipeline is built",
        related=(Note(message="the outer pipeline", span=pipeline.span),),
        help="take it out of the tasks of the handler",
        fix=_taken_out(one.record),
    )


def replaced(members: Sequence[Member], gathered: Sequence[Member], pipeline: Record) -> Iterator[Finding]:
    """Tasks of handlers that take the place of others: all of them are in one graph, by name."""
    first = {one.name: one for one in members}
    for one in gathered:
        other = first.setdefault(one.name, one)
        if other.record.token != one.record.token:
            yield Finding(
                code="FLO185",
                message=f"in runnable 0.50.0 `{one.name}` of the handler silently replaces the task of that name",
                span=one.span,
                severity=Severity.WARNING,
                label="only this one is kept",
                related=(
                    Note(message="this one is never run", span=other.span),
                    Note(message="the pipeline that has both", span=pipeline.span),
                ),
                help="give one of them another name",
            )
