"""Runs steps with bodies: nested plans, maps, branches, switches and loops."""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import TypeAlias

from icefloe_runtimes.local.body import BodyRun, Ended, Finished, Submit
from icefloe_runtimes.local.events import Event, StepStarted
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import number
from icefloe_runtimes.local.stop import Limit
from icefloe_runtimes.local.worker import Worker
from icefloe_runtimes.step.compose import ENDED, NEXT
from icefloe_runtimes.step.inside import body_of, home, title
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.narrow import items
from icefloe_schema.plan import LoopRun, MapRun, Step, SwitchRun
from icefloe_schema.records import dataclass

# A wish of some body: run this piece as soon as a process is free.
Piece: TypeAlias = Callable[[Step, Place, str, str], StepError | None]
Branch: TypeAlias = Callable[[Callable[[], Ended]], "Future[Ended]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who does the work: for steps, for pieces of steps, and for whole bodies beside one another."""

    submit: Submit
    piece: Piece
    branch: Branch
    finished: Finished
    jobs: int


class Composite:
    """Runs one step with bodies to its end."""

    def __init__(self, worker: Worker, hands: Hands, tell: Callable[[Event], None]) -> None:
        self._worker = worker
        self._hands = hands
        self._tell = tell

    def run(self, step: Step, place: Place) -> StepResult:
        """Run all parts of the step that are to be run; a step that fails does not raise."""
        name = place.path(step.id)
        self._tell(StepStarted(step=name))
        started = time.monotonic()
        going = _Going(self._worker, self._hands, step, place)
        error, attempts = self._worker.tried(step, place, going.once)
        took = time.monotonic() - started
        if error is None:
            log = self._worker.log(step, place)
            made = self._worker.succeeded(step, place, attempts, took, log)
            return replace(going.summed(made), reason=made.reason or going.reason)
        status: Status = "interrupted" if place.stop.asked() else "failed"
        log_path = str(self._worker.log(step, place)) if going.is_own else ""
        failed = StepResult(name=name, status=status, duration_seconds=took, attempts=attempts, inside=place.around)
        return going.summed(replace(failed, error=error, log_path=log_path))


class _Going:
    """One step on its way: what its parts have used, and what is to be told of them."""

    def __init__(self, worker: Worker, hands: Hands, step: Step, place: Place) -> None:
        self._worker = worker
        self._hands = hands
        self._step = step
        self._outer = place
        self._place = place
        self._used: list[StepResult] = []
        self.reason = ""
        self.is_own = False

    def once(self) -> StepError | None:
        """Try once; give why it failed, or `None`."""
        seconds = self._step.policy.timeout
        limit = Limit(self._outer.stop, None if seconds is None else number(seconds, 0.0))
        self._place = self._outer.until(limit)
        self._used.clear()
        self.reason = ""
        error = self._tried()
        if error is not None and limit.is_late() and not self._outer.stop.asked():
            message = f"it took longer than {number(seconds, 0.0):g}s"
            return StepError(type="TimeoutError", message=message, kinds=("TimeoutError",))
        return error

    def summed(self, result: StepResult) -> StepResult:
        """The result with what the steps inside have used; it is simulated if all that ran in it was."""
        ran = [one for one in self._used if one.status == "succeeded"]
        return replace(
            result,
            cpu_seconds=result.cpu_seconds + sum(one.cpu_seconds for one in self._used),
            peak_memory_bytes=max([result.peak_memory_bytes, *(one.peak_memory_bytes for one in self._used)]),
            simulated=bool(ran) and all(one.simulated for one in ran),
        )

    def _tried(self) -> StepError | None:
        error = self._piece("begin")
        said = self._said()
        if error is not None or said is None:
            return error
        parts = [str(part) for part in items(said.get("parts")) or ()]
        if isinstance(self._step.run, LoopRun) and parts:
            return self._loop(self._step.run)
        if isinstance(self._step.run, MapRun):
            return self._map(self._step.run, parts)
        return self._branches(parts)

    def _piece(self, what: str, part: str = "0") -> StepError | None:
        error = self._hands.piece(self._step, self._place, what, part)
        self.is_own = error is not None
        return error

    def _said(self) -> Mapping[str, object] | None:
        """What the last piece has said; nothing, where the step was skipped."""
        try:
            said: dict[str, object] = json.loads((home(self._place.folder, self._step.id) / NEXT).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return said

    def _loop(self, run: LoopRun) -> StepError | None:
        for number_ in range(run.maximum):
            ended = self._body(str(number_), number_)
            if ended.state != "succeeded":
                return _why(ended)
            error = self._piece("again", str(number_))
            if error is not None:
                return error
            said = self._said() or {}
            if not said.get("again"):
                rounds = f"{number_ + 1} round{'s' if number_ else ''}"
                self.reason = rounds if said.get("until") else f"{rounds}, the most it may: its end was not reached"
                break
        return None

    def _branches(self, parts: list[str]) -> StepError | None:
        """All parts beside one another; one that fails does not stop the others."""
        running = [
            self._hands.branch(lambda part=part, n=n: self._body(part, n))  # type: ignore[misc]
            for n, part in enumerate(parts)
        ]
        failed = [ended for ended in [one.result() for one in running] if ended.state != "succeeded"]
        if failed:
            return _why(failed[0])
        if isinstance(self._step.run, SwitchRun):
            self.reason = f"case {title(self._step, parts[0])}"
        if isinstance(self._step.run, LoopRun):
            self.reason = "no round"
        return self._collected(parts)

    def _map(self, run: MapRun, parts: list[str]) -> StepError | None:
        ended = self._elements(run, parts)
        good = [part for part in parts if ended[part].state == "succeeded"]
        bad = [ended[part] for part in parts if ended[part].state != "succeeded"]
        if any(one.state == "interrupted" for one in bad):
            return StepError(type="KeyboardInterrupt", message=self._place.stop.reason)
        share = number(run.minimum_success, 1.0)
        # A share like 0.7 of ten elements must not ask for eight of them.
        if len(good) < share * len(parts) - 1e-9:
            first = _why(bad[0])
            wanted = "" if share == 1 else f", and a share of {share:g} must"
            message = f"{first.message} ({len(good)} of {len(parts)} elements succeeded{wanted})"
            return replace(first, message=message)
        self.reason = f"{len(good)} of {len(parts)} elements" if bad else f"{len(parts)} elements"
        return self._collected(good)

    def _elements(self, run: MapRun, parts: list[str]) -> dict[str, Ended]:
        """Run the body for each element, a few at a time, and again where it failed."""
        limit = min(run.concurrency or self._hands.jobs, max(self._hands.jobs, 1))
        ended: dict[str, Ended] = {}
        running: dict[Future[Ended], str] = {}
        waiting = list(enumerate(parts))
        while waiting or running:
            while waiting and len(running) < limit:
                number_, part = waiting.pop(0)
                future = self._hands.branch(lambda p=part, n=number_: self._element(run, p, n))  # type: ignore[misc]
                running[future] = part
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                ended[running.pop(future)] = future.result()
        return ended

    def _element(self, run: MapRun, part: str, number_: int) -> Ended:
        ended = self._body(part, number_)
        for _ in range(run.retries):
            if ended.state != "failed":
                break
            # What the last try has left must not be taken for this one's.
            shutil.rmtree(home(self._place.folder, self._step.id) / folder(part), ignore_errors=True)
            ended = self._body(part, number_)
        return ended

    def _body(self, part: str, number_: int) -> Ended:
        body = body_of(self._step, part)
        steps = body.steps if body else ()
        inner = BodyRun(steps, self._place.within(self._step, part, number_), self._hands.submit, self._hands.finished)
        ended = inner.to_end()
        self._used += inner.results.values()
        return ended

    def _collected(self, parts: list[str]) -> StepError | None:
        (home(self._place.folder, self._step.id) / ENDED).write_text(json.dumps(parts), "utf-8")
        return self._piece("end")


def _why(ended: Ended) -> StepError:
    if ended.error is not None:
        return ended.error
    return StepError(type="KeyboardInterrupt", message="the run was interrupted")
