"""Events as JSON: an object a line, for programs that look on."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

from icefloe_runtimes.local.events import (
    Event,
    Noted,
    RunFinished,
    RunStarted,
    StepFinished,
    StepRetried,
    StepStarted,
)

_NAMES: tuple[tuple[type[Event], str], ...] = (
    (RunStarted, "run_started"),
    (StepStarted, "step_started"),
    (StepRetried, "step_retried"),
    (StepFinished, "step_finished"),
    (Noted, "noted"),
    (RunFinished, "run_finished"),
)


def text(event: Event, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> str:
    """Give an event as a line of JSON: `event` is its name, `at` the time in UTC, the rest as the event has it."""
    name = next(name for kind, name in _NAMES if isinstance(event, kind))
    said: dict[str, object] = {"event": name, "at": now().isoformat(timespec="milliseconds")}
    said |= event.result.to_dict() if isinstance(event, RunFinished) else asdict(event)
    return json.dumps(said)
