"""Retries as Argo says them."""

from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import decode
from icefloe_schema.plan import Retry


def strategy(retry: Retry) -> dict[str, Json]:
    """The `retryStrategy` of a template, as far as Argo can say it.

    The policy is spelled out: Argo's default depends on what else the strategy holds. The numbers are strings, as
    Argo's schema wants every number-or-string field.
    """
    backoff: dict[str, Json] = {}
    if retry.delay is not None:
        backoff["duration"] = duration(retry.delay) or "0"
    if retry.factor is not None and whole(retry.factor) is not None:
        backoff["factor"] = str(whole(retry.factor))
    if retry.maximum_delay is not None:
        backoff["cap"] = duration(retry.maximum_delay) or "0"
    found: dict[str, Json] = {"limit": str(max(retry.attempts - 1, 0)), "retryPolicy": "OnFailure"}
    return {**found, "backoff": backoff} if backoff.get("duration") else found


def whole(number: Json) -> int | None:
    """An encoded number as an integer of at least 1; None if it is not one."""
    value = decode(number)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1 or value < 1:
        return None
    return int(value)


def duration(seconds: Json) -> str | None:
    """An encoded number of seconds as a duration, to the millisecond; None if it is not one."""
    value = decode(seconds)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        return None
    milliseconds = round(value * 1000)
    return f"{milliseconds}ms" if milliseconds % 1000 else f"{milliseconds // 1000}s"
