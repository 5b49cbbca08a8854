"""The context of a run: what a run gives, what handlers put into it, and what they ask for besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.fastflow.making import Made
from icefloe.dialects.fastflow.reads import Read, Written
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import needs, reaches
from icefloe.findings import Note
from icefloe.graph import Order, Parameter
from icefloe.source import Span
from icefloe.types import UnknownType, causes
from icefloe.values import Known, Table, Value
from icefloe_schema import plan

_INITIAL = "initial_data"


def parameters(steps: Sequence[Made], given: Mapping[str, Parameter]) -> tuple[Parameter, ...]:
    """All parameters of the plan of an executor: what its runs give, and what its handlers ask for besides."""
    made = dict(given)
    written = {one.key for step in steps for one in step.reads.written}
    for step in steps:
        for read in step.reads.context:
            parameter = None if read.key in made or read.key in written else _asked(read, step)
            if parameter is not None:
                made[read.key] = parameter
    if _INITIAL not in made and any(step.result == plan.FromParameter(name=_INITIAL) for step in steps):
        empty = Table(entries=(), token=0, span=steps[0].step.span)
        made[_INITIAL] = _parameter(_INITIAL, steps[0].step.span, empty)
    return tuple(made.values())


def _asked(read: Read, step: Made) -> Parameter | None:
    """A key that a handler asks for and no run in the file gives: required, unless it has something in its place."""
    if read.key in step.reads.asked:
        return None
    if read.default is None:
        if read.certain:
            return _parameter(read.key, read.span, None)
        return _optional(read, Known(value=None, span=read.span))
    try:
        literal_of(read.default)
    except NotLiteralError:
        return None
    return _optional(read, read.default)


def _optional(read: Read, default: Value) -> Parameter:
    """A key that a run may give: where it does not, the context has no such key, as the handler expects."""
    return replace(_parameter(read.key, read.span, default), origin="optional")


def _parameter(name: str, span: Span, default: Value | None) -> Parameter:
    kind = UnknownType("the context of a run has no type", causes.RUN_TIME)
    return Parameter(name=name, type=kind, span=span, default=default, origin="external")


def ordered(steps: Sequence[Made], given: Mapping[str, Parameter], findings: Findings) -> tuple[Made, ...]:
    """The steps, each after those that put into the context what it reads there."""
    needed = needs(one.step for one in steps)
    found: list[Made] = []
    for position, one in enumerate(steps):
        orders: list[Order] = []
        for read in one.reads.context:
            writers = [(at, other, put) for at, other in enumerate(steps) for put in _puts(other, read.key, one)]
            before = [other for at, other, _ in writers if at < position]
            for other in before:
                if not reaches(needed, one.step.id, other.step.id):
                    why = f'it reads `context["{read.key}"]`, which that step sets'
                    orders.append(Order(step=other.step.id, why=why, span=read.span))
                    needed[one.step.id].add(other.step.id)
            late = [(other, put) for at, other, put in writers if at > position]
            if late and not before and read.key not in given and read.default is None:
                _too_early(one, read, late[0], findings)
        found.append(replace(one, step=replace(one.step, after=(*one.step.after, *orders))) if orders else one)
    return tuple(found)


def _puts(step: Made, key: str, reader: Made) -> list[Written]:
    """Where a step puts a key into the context for another one."""
    return [] if step is reader else [one for one in step.reads.written if one.key == key][:1]


def _too_early(one: Made, read: Read, late: tuple[Made, Written], findings: Findings) -> None:
    """A value that is read before it is there."""
    writer, put = late
    message = (
        f'the handler of step `{one.step.id}` reads `context["{read.key}"]`, '
        f"which only step `{writer.step.id}` sets, and that runs later"
    )
    help_ = f'add `depends_on=["{writer.step.id}"]` to `{one.step.id}`'
    findings.say("FLO127", message, read.span, related=(Note(message="it is set here", span=put.span),), help=help_)
