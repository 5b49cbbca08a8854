"""How often the steps of an executor are tried."""

from dataclasses import replace

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.fastflow.making import Made
from icefloe.graph import PythonRun
from icefloe.reach import given
from icefloe.values import Known, Record
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_RETRY = "RetryNodeException"


def tried(one: Made, retry: plan.Retry | None) -> Made:
    """A step with its policy: what `RetryCallback` says, else what the handler itself asks for by an exception."""
    if not isinstance(one.step.run, PythonRun):
        return one
    if retry is None:
        raised = next((raised for raised in one.reads.raised if raised.name == _RETRY), None)
        if raised is None:
            return one
        retry = _asked(raised.record)
    return replace(one, step=replace(one.step, policy=replace(one.step.policy, retry=retry)))


def _asked(record: Record | None) -> plan.Retry:
    """What `RetryNodeException(max_retries, delay)` asks for."""
    more = None if record is None else given(record, "max_retries", 0)
    delay = None if record is None else given(record, "delay", 1)
    number = more.value if isinstance(more, Known) else 3
    seconds: Json = None
    try:
        seconds = {"$float": "1.0"} if delay is None else literal_of(delay)
    except NotLiteralError:
        seconds = None
    attempts = number + 1 if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else 4
    return plan.Retry(attempts=attempts, delay=seconds, on=(_RETRY,))
