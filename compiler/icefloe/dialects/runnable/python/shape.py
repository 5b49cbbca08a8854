"""Everything that is wrong with how a file builds and executes its pipelines, whatever flows through them."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.callables import rebound, unreachable
from icefloe.dialects.runnable.python.construction import refused
from icefloe.dialects.runnable.python.entries import Site, entries
from icefloe.dialects.runnable.python.execution import Call
from icefloe.dialects.runnable.python.forms import AT_LEAST_ONE
from icefloe.dialects.runnable.python.late import late, wrongly_set
from icefloe.dialects.runnable.python.log import base
from icefloe.dialects.runnable.python.nodes import task_type
from icefloe.dialects.runnable.python.refusals import refusals
from icefloe.dialects.runnable.python.steps import steps, strangers
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import makes_chain, unknown_word, word
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import removed
from icefloe.reach import given, own, place, text
from icefloe.values import Items, Known, Record


def shape(site: Site, executed: Mapping[int, Sequence[Call]]) -> tuple[Finding, ...]:
    """What is wrong, in the order of the code."""
    found = tuple(_shape(site, executed))
    is_refused = any(one.severity is Severity.ERROR for one in found)
    # What is done twice is of no interest where nothing is built.
    return tuple(one for one in found if not (is_refused and one.code == "FLO198"))


def _shape(site: Site, executed: Mapping[int, Sequence[Call]]) -> Iterator[Finding]:
    log = site.log
    made = [record for _, record in log.made.values() if word(record.path) or unknown_word(record.path)]
    mine = [record for record in made if own(record, site.traces)]
    for _, record in log.made.values():
        one = log.object(record) if log.copied(record) is not None else record
        if one is not None and own(record, site.traces):
            yield from wrongly_set(log, one)
    for record in mine:
        of = log.classes.get(record.token)
        changed = bool(log.changed(record.token, "branches", log.last))
        found = refusals(record, base(of) if of is not None else "")
        yield from (one for one in found if not (changed and AT_LEAST_ONE in one.message))
        yield from _task(site, record)
        if makes_chain(record):
            yield from strangers(log, record)
        if makes_chain(record) or word(record.path) in vocabulary.JOBS:
            yield from entries(site, record, executed.get(record.token, ()))
    values = {record.token: steps(record) for record in made if makes_chain(record)}
    tokens = {record.token for record in mine}
    yield from (finding for record, finding in refused(log, values) if record.token in tokens)
    yield from late(log, site.traces, values)


def _task(site: Site, record: Record) -> Iterator[Finding]:
    """What is wrong with a task or a job of its own."""
    short = word(record.path)
    view = View(log=site.log, moment=site.log.last, findings=[])
    if short in vocabulary.STEPS:
        yield from _both_ends(record)
    if short in vocabulary.PYTHON:
        value = view.value(record, "function")
        found = unreachable(record, value) or rebound(record, value, site.traces[0])
        if found is not None:
            yield found
    if short in vocabulary.JOBS:
        found = task_type(view, record, short)
        if found is not None:
            yield found
        yield from _files(view, record)


def _both_ends(record: Record) -> Iterator[Finding]:
    """A task that is to end the run with success and with failure."""
    flags = [given(record, f"terminate_with_{end}") for end in ("success", "failure")]
    if all(isinstance(flag, Known) and flag.value is True for flag in flags) and flags[0] and flags[1]:
        yield Finding(
            code="FLO189",
            message="this task is to end the run both with success and with failure",
            span=flags[1].span,
            label="refused by runnable when it is made",
            related=(Note(message="with success", span=flags[0].span),),
            help="take one of them out",
        )
    following = given(record, "next_node")
    flag = next((one for one in flags if isinstance(one, Known) and one.value is True), None)
    if following is not None and flag is not None and (text(following) or "fail") not in {"success", "fail"}:
        yield Finding(
            code="FLO190",
            message="this task is to end the run, and is linked by hand to another: runnable 0.50.0 refuses it",
            span=following.span,
            severity=Severity.WARNING,
            label="a node being terminated cannot have a user defined next node",
            related=(Note(message="it ends the run", span=flag.span),),
            help="take `next_node` out: the order of `steps` is the order of the tasks",
            fix=removed(following.span, "`next_node`"),
        )


def _files(view: View, record: Record) -> Iterator[Finding]:
    """Files that a job would take from the catalog."""
    catalog = view.log.object(view.value(record, "catalog"))
    get = None if catalog is None else given(catalog, "get")
    if get is None or (isinstance(get, Items) and not get.items) or catalog is None:
        return
    yield Finding(
        code="FLO195",
        message=f"runnable 0.50.0 takes no files from the catalog for a `{word(record.path)}`",
        span=get.span,
        severity=Severity.WARNING,
        label="refused by runnable 0.50.0 when the job is made: catalog get is not supported for jobs",
        related=(Note(message="the job", span=record.span),),
        help="take `get` out, or make it a pipeline: `PythonTask(…).as_pipeline()`",
        fix=removed(place(catalog, "get"), "`get`"),
    )
