"""What runnable does to its objects while a pipeline is built of them: it changes the tasks, and may refuse them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.log import Log
from icefloe.dialects.runnable.nodes import node, taken
from icefloe.dialects.runnable.view import View
from icefloe.dialects.runnable.vocabulary import makes_chain, word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Known, Record, Value

_COUNTED = frozenset({"Stub", "PythonTask", "NotebookTask", "ShellTask", "Parallel", "Map"})
_COUNTED_ASYNC = frozenset({"Stub", "AsyncPythonTask"})
_BASE_TASKS = vocabulary.TASKS - {"Stub"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One task of a pipeline: the object, its name as the pipeline sees it, and where that is written."""

    record: Record
    name: str
    span: Span

    @property
    def word(self) -> str:
        """What made it."""
        return word(self.record.path)


@dataclass(slots=True, kw_only=True)
class State:
    """What the tasks have become, by their tokens: runnable writes into them.

    `next` is where a task leads to and what said so, `ends` where it ends a run and what said so, `handled` the
    pipelines that have turned its `on_failure` into a name. What a refusal leaves behind is `vague`.
    """

    next: dict[int, tuple[str, Span]] = field(default_factory=dict[int, tuple[str, Span]])
    ends: dict[int, tuple[str, Span]] = field(default_factory=dict[int, tuple[str, Span]])
    handled: dict[int, Span] = field(default_factory=dict[int, Span])
    linked: dict[int, Span] = field(default_factory=dict[int, Span])
    vague: set[int] = field(default_factory=set[int])
    members: dict[int, tuple[Member, ...]] = field(default_factory=dict[int, tuple[Member, ...]])

    def copy(self) -> "State":
        """A state to go on from, as another function finds it."""
        return State(
            next=dict(self.next),
            ends=dict(self.ends),
            handled=dict(self.handled),
            linked=dict(self.linked),
            vague=set(self.vague),
            members=dict(self.members),
        )


def refused(log: Log, values: dict[int, tuple[Value, ...]]) -> Iterator[tuple[Record, Finding]]:
    """What runnable says when the pipelines are built, in the order of their making.

    `values` are the members of each pipeline by its token, as far as they are known.
    """
    state, number = State(), 0
    begin = State()
    for (trace, _), record in log.made.values():
        if trace != number:
            # Each function finds the tasks as the module has left them.
            begin = state if number == 0 else begin
            state, number = begin.copy(), trace
        short = word(record.path)
        if short.partition(".")[2] in vocabulary.SHIFTS:
            _shift(state, log, record)
        elif makes_chain(record):
            for finding in _built(state, log, record, values.get(record.token, ())):
                yield record, finding


def _shift(state: State, log: Log, call: Record) -> None:
    """`first >> second` and `second << first`: the first leads to the second."""
    other = log.object(call.arguments[0].value) if call.arguments else None
    me = log.object(call.receiver)
    if me is None or other is None:
        return
    first, second = (me, other) if word(call.path).endswith("__rshift__") else (other, me)
    if first.token not in state.next:
        state.next[first.token] = (text(_name(log, second)[0]) or "", call.span)
        state.linked[first.token] = call.span


def _name(log: Log, record: Record) -> tuple[Value | None, Span]:
    view = View(log=log, moment=log.last, findings=[])
    value = view.value(record, "name")
    return value, record.span if value is None else value.span


def _built(state: State, log: Log, pipeline: Record, values: Sequence[Value]) -> Iterator[Finding]:
    """Build one pipeline: the first thing that is wrong ends it."""
    view = View(log=log, moment=log.moment(pipeline), findings=[])
    found = [log.object(value) for value in values]
    members = [
        _member(view, record) for record in found if record is not None and word(record.path) in vocabulary.STEPS
    ]
    if len(members) < len(values) or not members or any(one.record.token in state.vague for one in members):
        # Something else is wrong with it, and told elsewhere: what it has done to its tasks is not known.
        state.vague |= {one.record.token for one in members}
        return
    for one in members:
        _written(state, view, one)
    finding = _chain(state, pipeline, members)
    gathered: list[Member] = []
    for one in members if finding is None else ():
        inner = _handler(view, one)
        if inner is not None:
            if one.word in _BASE_TASKS and one.record.token in state.handled:
                finding = _twice_handled(one, state.handled[one.record.token], pipeline)
                break
            gathered += state.members.get(inner.token, ())
    if finding is None:
        finding = _nodes(state, view, pipeline, [*members, *gathered], len(members))
    state.members[pipeline.token] = (*members, *gathered)
    if finding is not None:
        state.vague |= {one.record.token for one in (*members, *gathered)}
        yield finding
        return
    yield from _replaced(members, gathered, pipeline)
    for one in members:
        finding = taken(one.name, one.span)
        if finding is not None:
            yield finding


def _member(view: View, record: Record) -> Member:
    value = view.value(record, "name")
    name = text(value)
    return Member(record=record, name=name or "", span=record.span if name is None or value is None else value.span)


def _written(state: State, view: View, one: Member) -> None:
    """What the code itself says of where a task leads to and how it ends a run."""
    token = one.record.token
    for flag, end in (("terminate_with_failure", "fail"), ("terminate_with_success", "success")):
        value = view.value(one.record, flag)
        if isinstance(value, Known) and value.value is True and token not in state.ends:
            state.ends[token] = (end, value.span)
            if view.log.attribute(token, flag, view.moment) is None:
                state.next[token] = (end, value.span)
    value = view.value(one.record, "next_node")
    if value is not None and text(value) and token not in state.next:
        state.next[token] = (text(value) or "", value.span)
        state.linked[token] = value.span


def _chain(state: State, pipeline: Record, members: Sequence[Member]) -> Finding | None:
    """Put the tasks into their order, as runnable does."""
    last = members[-1]
    before = state.ends.get(last.record.token)
    if before is None or before[0] != "fail":
        state.ends.setdefault(last.record.token, ("success", pipeline.span))
        state.next[last.record.token] = ("success", pipeline.span)
    seen: dict[str, Member] = {}
    for one in members:
        if one.name in seen:
            return _same_name(seen[one.name], one)
        seen[one.name] = one
    counted = _COUNTED_ASYNC if word(pipeline.path).endswith(("AsyncPipeline", "as_async_pipeline")) else _COUNTED
    ending = [one for one in members if one.word in counted and one.record.token in state.ends]
    if len(ending) > 1:
        return _two_ends(state, ending[0], last, pipeline)
    for one, following in pairwise(members):
        if one.record.token in state.next:
            return _linked(state, one, following, pipeline)
        state.next[one.record.token] = (following.name, pipeline.span)
    return None


def _same_name(first: Member, second: Member) -> Finding:
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


def _two_ends(state: State, first: Member, last: Member, pipeline: Record) -> Finding:
    end, span = state.ends[first.record.token]
    if _is_pipeline(state, first, span, pipeline):
        return _shared(first, span, pipeline)
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


def _is_pipeline(state: State, one: Member, span: Span, pipeline: Record) -> bool:
    """Whether it is another pipeline that has changed a task, and not the code itself."""
    return span != pipeline.span and any(
        one.record.token == other.record.token and owner in state.members
        for owner, members in state.members.items()
        for other in members
    )


def _shared(one: Member, span: Span, pipeline: Record) -> Finding:
    return Finding(
        code="FLO187",
        message=f"the task `{one.name}` is already part of another pipeline, which has set what comes after it",
        span=pipeline.span,
        severity=Severity.WARNING,
        label="runnable 0.50.0 refuses it: the node already has a next node",
        related=(Note(message="the other pipeline", span=span), Note(message="the task", span=one.record.span)),
        help="make a task of its own for each pipeline, for instance in a function that returns a new one",
    )


def _linked(state: State, one: Member, following: Member, pipeline: Record) -> Finding:
    """A task that leads somewhere already."""
    to, span = state.next[one.record.token]
    if state.linked.get(one.record.token) == span:
        return Finding(
            code="FLO190",
            message=f"`{one.name}` is linked to `{to}` by hand, and the pipeline links its tasks itself",
            span=span,
            severity=Severity.WARNING,
            label="runnable 0.50.0 refuses the pipeline then: the node already has a next node",
            related=(Note(message="the pipeline that would link them", span=pipeline.span),),
            help="take the link out: the order of `steps` is the order of the tasks",
        )
    if one.record.token in state.ends and state.ends[one.record.token][1] == span:
        return _two_ends(state, one, following, pipeline)
    return _shared(one, span, pipeline)


def _handler(view: View, one: Member) -> Record | None:
    """The pipeline that is to run when a task has failed."""
    value = view.value(one.record, "on_failure")
    record = view.log.object(value)
    return record if record is not None and makes_chain(record) else None


def _twice_handled(one: Member, span: Span, pipeline: Record) -> Finding:
    return Finding(
        code="FLO187",
        message=f"the task `{one.name}` has `on_failure`, and is already part of another pipeline",
        span=pipeline.span,
        severity=Severity.WARNING,
        label="an AttributeError of runnable 0.50.0: its `on_failure` is a name by now",
        related=(Note(message="the other pipeline", span=span), Note(message="the task", span=one.record.span)),
        help="make a task of its own for each pipeline, for instance in a function that returns a new one",
    )


def _nodes(state: State, view: View, pipeline: Record, tasks: Sequence[Member], own: int) -> Finding | None:
    """Turn the tasks into nodes of runnable's graph; those of handlers are turned a second time."""
    for at, one in enumerate(tasks):
        handler = _handler(view, one)
        if handler is not None and one.word == "Stub":
            return _stub(view, one)
        if handler is not None and one.word in _BASE_TASKS:
            if one.record.token in state.handled and at >= own:
                return _handler_of_handler(view, one, pipeline)
            state.handled[one.record.token] = pipeline.span
        finding = node(view, one.record, one.name, one.span)
        if finding is not None:
            return finding
    return None


def _stub(view: View, one: Member) -> Finding:
    value = view.value(one.record, "on_failure")
    return Finding(
        code="FLO191",
        message=f"the stub `{one.name}` has `on_failure`, which runnable cannot carry",
        span=one.span if value is None else _place(one.record, value),
        severity=Severity.WARNING,
        label="refused by runnable 0.50.0 when the pipeline is built",
        related=(Note(message="the stub", span=one.record.span),),
        help="take it out: a stub cannot fail",
    )


def _place(record: Record, value: Value) -> Span:
    argument = record.argument("on_failure")
    return value.span if argument is None else argument.span


def _handler_of_handler(view: View, one: Member, pipeline: Record) -> Finding:
    value = view.value(one.record, "on_failure")
    return Finding(
        code="FLO191",
        message=f"`{one.name}` runs when another task has failed, and has `on_failure` itself",
        span=one.span if value is None else _place(one.record, value),
        severity=Severity.WARNING,
        label="an AttributeError of runnable 0.50.0 when the outer pipeline is built",
        related=(Note(message="the outer pipeline", span=pipeline.span),),
        help="take it out of the tasks of the handler",
    )


def _replaced(members: Sequence[Member], gathered: Sequence[Member], pipeline: Record) -> Iterator[Finding]:
    """Tasks of handlers that take the place of others: all of them are in one graph, by name."""
    first = {one.name: one for one in members}
    for one in gathered:
        other = first.setdefault(one.name, one)
        if other.record.token != one.record.token:
            yield Finding(
                code="FLO185",
                message=f"`{one.name}` of a handler replaces the task of that name in the pipeline that it handles",
                span=one.span,
                severity=Severity.WARNING,
                label="runnable 0.50.0 keeps only this one, without a word",
                related=(
                    Note(message="this one is never run", span=other.span),
                    Note(message="the pipeline that has both", span=pipeline.span),
                ),
                help="give one of them another name",
            )
