"""Circuit breakers: a step that has failed too often in a row is left alone for a while."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.retrying import number
from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import CircuitBreaker, Step
from icefloe_schema.records import dataclass

#: The type of the error of a step that was not tried as its breaker is open.
OPEN = "CircuitOpen"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How often a step has failed in a row, with what last, and until when its breaker is open (0: for this run)."""

    failures: int = 0
    until: float = 0.0
    last: StepError | None = None


class Breakers:
    """The breakers of one run, by step: all elements of a map and all rounds of a loop share one.

    One that says after how long it resets is kept in the workspace, and counts over all runs of the pipeline.
    """

    def __init__(self, pipeline: str, workspace: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = workspace / "breakers" / folder(pipeline)
        self._clock = clock
        self._states: dict[str, State] = {}

    def refusal(self, step: Step, place: Place) -> StepError | None:
        """Say why a step is not to be tried now; `None` if it may be."""
        breaker = step.policy.circuit_breaker
        if breaker is None:
            return None
        key = _key(step, place)
        state = self._state(key, breaker)
        if state.failures < breaker.threshold:
            return None
        wait = ""
        if breaker.reset_seconds is not None:
            # A clock that was set back must not keep it open for longer than it says.
            left = min(state.until - self._clock(), number(breaker.reset_seconds, 0.0))
            if left <= 0:
                return None
            wait = f" for {seconds(left)} more, or until {self._path(key)} is removed"
        last = state.last
        times = f"{state.failures} times in a row" + (f", last with {last.brief}" if last else "")
        message = f"it has failed {times}; its circuit breaker leaves it alone{wait}"
        # Whoever does something about the last error does it about this one.
        kinds = (OPEN, *((last.type, *last.kinds) if last else ()))
        return StepError(type=OPEN, message=message, place=last.place if last else "", kinds=kinds)

    def tried(self, step: Step, place: Place, error: StepError | None) -> bool:
        """Take note of an attempt; say whether there may be another one."""
        breaker = step.policy.circuit_breaker
        if breaker is None:
            return True
        key = _key(step, place)
        failures = self._state(key, breaker).failures + 1 if error else 0
        is_open = failures >= breaker.threshold
        until = self._clock() + number(breaker.reset_seconds, 0.0) if is_open else 0.0
        self._keep(key, breaker, State(failures=failures, until=until, last=error))
        return not is_open

    def _state(self, key: str, breaker: CircuitBreaker) -> State:
        if key not in self._states:
            self._states[key] = State() if breaker.reset_seconds is None else _read(self._path(key))
        return self._states[key]

    def _keep(self, key: str, breaker: CircuitBreaker, state: State) -> None:
        before, self._states[key] = self._states.get(key), state
        if breaker.reset_seconds is None or (not state.failures and before is not None and not before.failures):
            return
        try:
            _write(self._path(key), state)
        except OSError:
            # It then holds for this run alone, which is no reason to fail it.
            return

    def _path(self, key: str) -> Path:
        return self._folder / f"{folder(key)}.json"


def _key(step: Step, place: Place) -> str:
    return "/".join((*(around for around, _part in place.inside), step.id))


def _read(path: Path) -> State:
    """What earlier runs have left; what cannot be read says nothing."""
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        last = None
        if "type" in said:
            kinds = tuple(str(kind) for kind in said["kinds"])
            last = StepError(type=said["type"], message=said["message"], place=said["place"], kinds=kinds)
        return State(failures=int(said["failures"]), until=float(said["until"]), last=last)
    except (OSError, ValueError, TypeError, KeyError):
        return State()


def _write(path: Path, state: State) -> None:
    """Leave it for the runs after this one, as a whole; where nothing has failed, nothing."""
    if not state.failures:
        path.unlink(missing_ok=True)
        return
    said: dict[str, object] = {"failures": state.failures, "until": state.until}
    last = state.last
    if last is not None:
        said |= {"type": last.type, "message": last.message, "place": last.place, "kinds": last.kinds}
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.{os.getpid()}")
    making.write_text(json.dumps(said), "utf-8")
    making.replace(path)
