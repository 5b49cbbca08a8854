"""The pipelines and jobs that Python code writes with runnable's words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from icefloe import reach
from icefloe.dialect import Reader
from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python import members
from icefloe.dialects.runnable.python.entries import Site
from icefloe.dialects.runnable.python.execution import Call, entry, execution, executions
from icefloe.dialects.runnable.python.log import Log, log
from icefloe.dialects.runnable.python.shape import shape
from icefloe.dialects.runnable.python.steps import not_a_step, steps
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import makes_chain, unknown_word, word
from icefloe.dialects.runnable.written import Chain, Task, Written
from icefloe.findings import Finding
from icefloe.graph import Hole
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Function, Record, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelines:
    """What a file writes: its pipelines and jobs in the order of their making, and what is wrong with how they are."""

    written: tuple[Written, ...]
    findings: tuple[Finding, ...]


def chains(trace: Trace, reader: Reader) -> Pipelines:
    """Read every pipeline and job of a file that is not part of another one."""
    traces = reach.traces(trace, reader, ("runnable",))
    found = log(traces)
    functions = [function for one in traces for function in one.functions]
    executed = executions(found)
    wrong = shape(Site(log=found, reader=reader, traces=traces, functions=functions), executed)
    code = _Code(told=_told(wrong), log=found, traces=traces, executed=executed, findings=[], read={})
    written = [code.written(record, trace, functions) for record in _top(traces, found, code.executed)]
    extra = [finding for one in traces[1:] for finding in one.findings]
    return Pipelines(written=tuple(written), findings=tuple(dict.fromkeys((*extra, *code.findings, *wrong))))


def _told(findings: Iterable[Finding]) -> frozenset[Span]:
    """The places of values that are known, and wrong."""
    kept = [finding for finding in findings if finding.code in {"FLO106", "FLO180"}]
    return frozenset(span for one in kept for span in (one.span, *(note.span for note in one.related)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    """The code of a file; `read` are the chains that were read, by the tokens of their pipelines."""

    log: Log
    traces: Sequence[Trace]
    executed: dict[int, list[Call]]
    findings: list[Finding]
    read: dict[int, Chain]
    told: frozenset[Span]

    def written(self, record: Record, trace: Trace, functions: Sequence[Function]) -> Written:
        """One pipeline or job, with how it is executed."""
        calls = self.executed.get(record.token, [])
        is_job = word(record.path) in vocabulary.JOBS
        chain = self._job(record, calls) if is_job else self._chain(record)
        return Written(
            chain=chain,
            entry=entry(record, calls, trace, functions),
            execution=replace(execution(calls, self.log.moment(record), self.traces), job=is_job),
        )

    def inner(self, value: Value) -> Chain | None:
        """The chain that a value is."""
        record = self.log.object(value)
        if record is not None and word(record.path) in vocabulary.STEPS:
            return self._alone(record)
        return self._chain(record) if record is not None and makes_chain(record) else None

    def _alone(self, record: Record) -> Chain:
        """A task where a pipeline belongs: runnable refuses it, and what is meant is plain."""
        view = View(log=self.log, moment=self.log.moment(record), findings=self.findings, told=self.told)
        task = members.task(view, record, self.inner)
        return Chain(tasks=(task,), span=record.span, token=record.token, holes=tuple(dict.fromkeys(view.holes)))

    def _chain(self, record: Record) -> Chain:
        """The chain of a pipeline as it is when it is built: what is set later does not count."""
        if record.token not in self.read:
            view = View(log=self.log, moment=self.log.moment(record), findings=self.findings, told=self.told)
            self.read[record.token] = self._fresh(view, record)
        return self.read[record.token]

    def _fresh(self, view: View, record: Record) -> Chain:
        view.stars(record)
        tasks = tuple(_apart(self._tasks(view, record)))
        return Chain(
            tasks=tasks,
            span=record.span,
            token=record.token,
            name=text(view.value(record, "name")) or "",
            description=text(view.value(record, "description")) or "",
            holes=tuple(dict.fromkeys(view.holes)),
        )

    def _tasks(self, view: View, record: Record) -> Iterator[Task]:
        for value in steps(record, view):
            found = self.log.object(value)
            if found is not None and word(found.path) in vocabulary.STEPS:
                yield members.task(view, found, self.inner)
            elif found is not None and unknown_word(found.path):
                # That there is no such word is told of; the pipeline is drawn with it all the same.
                yield members.task(view, found, self.inner)
            elif not_a_step(self.log, value) is None:
                view.unknown("a task", value, value.span)

    def _job(self, record: Record, calls: Sequence[Call]) -> Chain:
        """The one task of a job, as it is when it is executed."""
        moment = calls[0].moment if calls else self.log.last
        view = View(log=self.log, moment=moment, findings=self.findings, told=self.told)
        task = members.task(view, record, self.inner)
        holes: tuple[Hole, ...] = tuple(dict.fromkeys(view.holes))
        return Chain(tasks=(task,), span=record.span, token=record.token, holes=holes)


def _apart(tasks: Iterator[Task]) -> Iterator[Task]:
    """Tasks under names that tell them apart: that two have one is told of where the pipeline is built."""
    seen: dict[str, int] = {}
    for one in tasks:
        seen[one.name] = seen.get(one.name, 0) + 1
        count = seen[one.name]
        yield one if count == 1 else replace(one, name=f"{one.name} ({count})")


def _top(traces: Sequence[Trace], found: Log, executed: dict[int, list[Call]]) -> list[Record]:
    """The pipelines and jobs that this file makes and that are not part of another, or that are executed themselves."""
    makers: list[Record] = []
    held: list[Value] = []
    for _, record in found.made.values():
        short = word(record.path)
        if makes_chain(record) or short in vocabulary.JOBS:
            makers.append(record)
        if short:
            held += [argument.value for argument in record.arguments]
    held += [one.value for trace in traces for one in trace.effects if one.kind == "set"]
    inner = {part.token for part in reach.every(held)}
    return [
        record
        for record in makers
        if (record.token in executed or record.token not in inner) and reach.own(record, traces)
    ]
