"""The workflows of one file: those that it makes, and those of others that it runs."""

from collections.abc import Iterator
from dataclasses import field

from icefloe.dialect import Reader, Reading
from icefloe.dialects.motools.config import Stage, sections
from icefloe.dialects.motools.flows import Flow, flow, is_whole
from icefloe.dialects.motools.graphs import Place, Read, graph, sweep_graph, whole
from icefloe.dialects.motools.runs import Run, runs
from icefloe.dialects.motools.shipped import TRAIN_AND_EVALUATE
from icefloe.dialects.motools.vocabulary import PACKAGES, WORKFLOW, word
from icefloe.findings import Finding, Severity
from icefloe.reach import around, asks, effects, every, own, text, traces, variable, why
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Instance, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file as it is evaluated: the traces of its code, their effects, and the calls that are its own."""

    trace: Trace
    found: tuple[Trace, ...]
    reader: Reader
    effects: tuple[Effect, ...]
    records: tuple[Record, ...]
    findings: list[Finding] = field(default_factory=list[Finding])

    def place(self, span: Span, token: int, otherwise: str = "") -> Place:
        """Where a graph belongs that is made at a span, as the object of that token, called so if nothing names it."""
        functions = [function for one in self.found for function in one.functions]
        function = around(span, functions)
        owner = function.qualname if function is not None else variable(token, self.trace) or otherwise
        return Place(span=span, entry=f"{self.trace.module}:{owner}", title=owner, token=token)


def read(trace: Trace, reader: Reader) -> Reading:
    """The workflows of one file."""
    found = tuple(traces(trace, reader, PACKAGES))
    log = effects(found)
    page = Page(trace=trace, found=found, reader=reader, effects=log, records=tuple(_records(log, found)))
    made = list(_graphs(page))
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(
        graphs=tuple(one.graph for one in made),
        findings=(*extra, *page.findings, *(finding for one in made for finding in one.findings)),
        of={one.graph.token: one.findings for one in made},
    )


def _records(log: tuple[Effect, ...], found: tuple[Trace, ...]) -> Iterator[Record]:
    """The calls of motools' words that the file makes itself, or by the code of others that it calls."""
    seen: dict[int, Record] = {}
    for record in every(effect.value for effect in log):
        if word(record) and own(record, found):
            seen.setdefault(record.token, record)
    yield from (seen[token] for token in sorted(seen))


def _graphs(page: Page) -> Iterator[Read]:
    """The graphs of a file: each workflow once with the calls that run it, and each sweep."""
    calls = runs(page.found, page.records)
    ran: dict[tuple[str, int | str], list[Run]] = {}
    flows: dict[tuple[str, int | str], Flow] = {}
    for one in _made_here(page):
        flows.setdefault(one.key, one)
        ran.setdefault(one.key, [])
    for run in calls:
        found = _flow(page, run)
        if found is None:
            _unknown(page, run)
            continue
        flows.setdefault(found.key, found)
        ran.setdefault(found.key, []).append(run)
    for key, found in flows.items():
        yield from _of_flow(page, found, ran[key])


def _of_flow(page: Page, found: Flow, calls: list[Run]) -> Iterator[Read]:
    plain = [run for run in calls if not run.is_sweep]
    is_here = found.span.path == page.trace.path and found.shipped is None
    # A workflow of another file, or of motools itself, is a pipeline of this one where it is run.
    if is_here or plain or not calls:
        span = found.span if is_here or not plain else plain[0].record.span
        token = found.token if is_here or not plain else found.token or plain[0].record.token
        place = page.place(span, token, _named(found))
        yield graph(whole(page.reader, page.effects, found, place), plain)
    for run in calls:
        if run.is_sweep:
            place = page.place(run.record.span, run.record.token, _named(found))
            yield sweep_graph(whole(page.reader, page.effects, found, place), run)


def _named(found: Flow) -> str:
    """What a workflow is called that no variable holds: by itself."""
    return text(found.name) or ""


def _made_here(page: Page) -> Iterator[Flow]:
    """The workflows that the file makes: by calls, as objects of its own classes, or as such a class."""
    for record in page.records:
        if word(record) == WORKFLOW:
            found = flow(record, page.effects)
            if found is not None:
                yield found
    for value in page.trace.scope.values():
        if is_whole(value) and getattr(value, "module", "") == page.trace.module:
            found = flow(value, page.effects)
            if found is not None:
                yield found
    for one in page.found:
        for value in one.scope.values():
            found = flow(value, page.effects) if isinstance(value, Instance) else None
            if found is not None and found.span.path == page.trace.path:
                yield found


def _flow(page: Page, run: Run) -> Flow | None:
    """The workflow that a call runs."""
    found = flow(run.workflow, page.effects)
    if found is None or found.shipped is None:
        return found
    stages = tuple(Stage(name=step.name, span=run.record.span) for step in TRAIN_AND_EVALUATE.steps)
    given = sections(
        page.reader, workflow=found.config, steps=stages, given=run.config, span=run.record.span, effects=page.effects
    ).values.get("prepare_task")
    with_task = given is not None and not (isinstance(given, Known) and given.value is None)
    return flow(run.workflow, page.effects, with_task=with_task)


def _unknown(page: Page, run: Run) -> None:
    """Say that it is not known which workflow a call runs."""
    value = run.workflow
    if _asked(value):
        return
    if isinstance(value, Reference):
        message = f"workflow `{value.path}` is not part of the project: its steps are not read"
    else:
        message = f"which workflow is run here cannot be known: {why(value)}"
    page.findings.append(
        Finding(
            code="FLO145",
            message=message,
            span=run.record.span if value is None else value.span,
            severity=Severity.WARNING,
            label="not read",
            help="compile the project that defines the workflow, or define it here",
        )
    )


def _asked(value: Value | None) -> bool:
    """Whether a workflow is what a function is given by whoever calls it."""
    return isinstance(value, Symbol) and bool(asks(value))
