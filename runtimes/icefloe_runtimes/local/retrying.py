"""Trying a step again."""

from collections.abc import Callable

from icefloe_runtimes.local.results import StepError
from icefloe_runtimes.locked import Drifted
from icefloe_runtimes.step.errors import ModuleDrifted
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Retry

# What is not as it was frozen will not be so at the next attempt.
_NEVER = frozenset((Drifted.__name__, ModuleDrifted.__name__))


def again(retry: Retry | None, attempt: int, error: StepError) -> bool:
    """Say whether a step that has failed `attempt` times is tried once more."""
    if retry is None or attempt >= retry.attempts:
        return False
    kinds = {*error.kinds, error.type}
    if kinds & _NEVER:
        return False
    last = {name.rpartition(".")[2] for name in retry.on}
    never = {name.rpartition(".")[2] for name in retry.unless}
    return not kinds & never and (not last or bool(kinds & last))


def delay(retry: Retry, attempt: int, draw: Callable[[], float] | None = None) -> float:
    """Give the seconds to wait after `attempt` failures; jitter takes up to half of them away."""
    wait = number(retry.delay, 0.0) * number(retry.factor, 1.0) ** (attempt - 1)
    if retry.maximum_delay is not None:
        wait = min(wait, number(retry.maximum_delay, wait))
    if not retry.jitter:
        return wait
    if draw is None:
        import random

        draw = random.random
    return wait * (1 - draw() / 2)


def number(data: Json, default: float) -> float:
    """Give an encoded number, or the default where there is none."""
    value = literals.decode(data)
    return float(value) if isinstance(value, int | float) else default
