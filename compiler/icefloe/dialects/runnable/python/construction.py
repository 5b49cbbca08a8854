"""What runnable does to its objects while a pipeline is built of them: it changes the tasks, and may refuse them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.conflicts import (
    ended_twice,
    handler_of_handler,
    linked,
    linked_again,
    replaced,
    same_name,
    stub,
    twice_handled,
    two_ends,
)
from icefloe.dialects.runnable.python.log import Log
from icefloe.dialects.runnable.python.nodes import node, taken
from icefloe.dialects.runnable.python.objects import Member, State
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import makes_chain, word
from icefloe.findings import Finding
from icefloe.reach import text
from icefloe.values import Known, Record, Value

_COUNTED = frozenset({"Stub", "PythonTask", "NotebookTask", "ShellTask", "Parallel", "Map"})
_COUNTED_ASYNC = frozenset({"Stub", "AsyncPythonTask"})
_BASE_TASKS = vocabulary.TASKS - {"Stub"}


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
        source = log.copied(record)
        if source is not None:
            state.copied(source.token, record.token)
        elif short.partition(".")[2] in vocabulary.SHIFTS:
            for finding in _shift(state, log, record):
                yield record, finding
        elif makes_chain(record):
            for finding in _built(state, log, record, values.get(record.token, ())):
                yield record, finding


def _shift(state: State, log: Log, call: Record) -> Iterator[Finding]:
    """`first >> second` and `second << first`: the first leads to the second, if it does not lead anywhere yet."""
    other = log.object(call.arguments[0].value) if call.arguments else None
    me = log.object(call.receiver)
    if me is None or other is None or word(other.path) not in vocabulary.STEPS:
        return
    view = View(log=log, moment=log.moment(call), findings=[])
    first, second = (me, other) if word(call.path).endswith("__rshift__") else (other, me)
    one = _member(view, first)
    _written(state, view, one)
    if first.token in state.next:
        if first.token not in state.vague:
            yield linked_again(state, one, call)
        return
    state.next[first.token] = (_member(view, second).name, call.span)
    state.linked[first.token] = call.span


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
    finding = next(
        (wrong for one in members for wrong in [_validated(state, one, pipeline)] if wrong is not None), None
    )
    finding = _chain(state, pipeline, members) if finding is None else finding
    gathered: list[Member] = []
    for one in members if finding is None else ():
        inner = _handler(view, one)
        if inner is not None:
            before = state.handled.get(one.record.token)
            late = log.attribute(one.record.token, "on_failure", view.moment)
            if one.word in _BASE_TASKS and before is not None and (late is None or late[0] < before[0]):
                finding = twice_handled(one, before[1], pipeline)
                break
            gathered += state.members.get(inner.token, ())
    if finding is None:
        finding = _nodes(state, view, pipeline, [*members, *gathered], len(members))
    state.members[pipeline.token] = (*members, *gathered)
    state.built.add(pipeline.span)
    if finding is not None:
        state.vague |= {one.record.token for one in (*members, *gathered)}
        yield finding
        return
    yield from replaced(members, gathered, pipeline)
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
        ends = state.ends.setdefault(token, {})
        if isinstance(value, Known) and value.value is True and end not in ends:
            ends[end] = value.span
            if view.log.attribute(token, flag, view.moment) is None:
                state.next[token] = (end, value.span)
    value = view.value(one.record, "next_node")
    if value is not None and text(value) and token not in state.next:
        state.next[token] = (text(value) or "", value.span)
        state.linked[token] = value.span


def _validated(state: State, one: Member, pipeline: Record) -> Finding | None:
    """A task is looked at once more when it is put into a pipeline: its flags may have been set since."""
    token = one.record.token
    ends = state.ends[token]
    if len(ends) > 1:
        return ended_twice(state, one, pipeline)
    if ends and token in state.next and state.next[token][0] not in {"success", "fail"}:
        return linked(state, one, one, pipeline)
    for end, span in ends.items():
        state.next[token] = (end, span)
    return None


def _chain(state: State, pipeline: Record, members: Sequence[Member]) -> Finding | None:
    """Put the tasks into their order, as runnable does."""
    last = members[-1]
    if "fail" not in state.ends[last.record.token]:
        state.ends[last.record.token].setdefault("success", pipeline.span)
        state.next[last.record.token] = ("success", pipeline.span)
    seen: dict[str, Member] = {}
    for one in members:
        if one.name in seen:
            return same_name(seen[one.name], one)
        seen[one.name] = one
    counted = _COUNTED_ASYNC if word(pipeline.path).endswith(("AsyncPipeline", "as_async_pipeline")) else _COUNTED
    ending = [one for one in members if one.word in counted and state.ends[one.record.token]]
    if len(ending) > 1:
        return two_ends(state, ending[0], last, pipeline)
    for one, following in pairwise(members):
        if one.record.token in state.next:
            return linked(state, one, following, pipeline)
        state.next[one.record.token] = (following.name, pipeline.span)
    return None


def _handler(view: View, one: Member) -> Record | None:
    """The pipeline that is to run when a task has failed."""
    value = view.value(one.record, "on_failure")
    record = view.log.object(value)
    return record if record is not None and makes_chain(record) else None


def _nodes(state: State, view: View, pipeline: Record, tasks: Sequence[Member], own: int) -> Finding | None:
    """Turn the tasks into nodes of runnable's graph; those of handlers are turned a second time."""
    for at, one in enumerate(tasks):
        handler = _handler(view, one)
        if handler is not None and one.word == "Stub":
            return stub(view, one)
        if handler is not None and one.word in _BASE_TASKS:
            if at >= own:
                return handler_of_handler(view, one, pipeline)
            state.handled[one.record.token] = (view.moment, pipeline.span)
        finding = node(view, one.record, one.name, one.span)
        if finding is not None:
            return finding
    return None
