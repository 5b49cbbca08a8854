"""Which step of a body runs when; the plan itself is the outermost body."""

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import Literal, TypeAlias

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.results import StepError, StepResult
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

Submit: TypeAlias = Callable[[Step, Place], "Future[StepResult]"]
Finished: TypeAlias = Callable[[Place, StepResult], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a body ended; `error` says why, in the words of the step that failed."""

    state: Literal["succeeded", "failed", "interrupted"]
    error: StepError | None = None


class BodyRun:
    """A body on its way: which of its steps have ended, and which run."""

    def __init__(self, steps: tuple[Step, ...], place: Place, submit: Submit, finished: Finished) -> None:
        own = {step.id for step in steps}
        self._steps = steps
        self._place = place
        self._submit = submit
        self._finished = finished
        self._results: dict[str, StepResult] = {}
        self._ends = {step.id: step.ends for step in steps if step.ends}
        self._ended_by = ""
        self._numbers = {step.id: number for number, step in enumerate(steps)}
        # What a body needs from around it was there before it began.
        self._needs = {step.id: [edge.source for edge in incoming(step) if edge.source in own] for step in steps}

    @property
    def results(self) -> Mapping[str, StepResult]:
        """How its steps went, by their ids, as far as they have ended."""
        return self._results

    def to_end(self, done: Mapping[str, StepResult] | None = None) -> Ended:
        """Run everything that can run; `done` are steps that are not to be run, with what became of them."""
        running: dict[Future[StepResult], str] = {}
        waiting = {step.id: step for step in self._steps}
        for name, result in (done or {}).items():
            del waiting[name]
            self._finish(name, result)
        while waiting or running:
            for step in self._ready(waiting):
                place = self._place.at(self._numbers[step.id])
                running[self._submit(step, place)] = step.id
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                self._finish(running.pop(future), future.result())
        return self._outcome()

    def _ready(self, waiting: dict[str, Step]) -> list[Step]:
        """Take the steps that can start now; those that never will have ended with this."""
        ready: list[Step] = []
        for step in list(waiting.values()):
            needs = self._needs[step.id]
            if not self._ended_by and any(need not in self._results for need in needs):
                continue
            del waiting[step.id]
            hindrance = self._hindrance(step.id, needs)
            if hindrance:
                self._finish(step.id, hindrance)
            else:
                ready.append(step)
        return ready

    def _hindrance(self, name: str, needs: list[str]) -> StepResult | None:
        def hindered(status: Literal["interrupted", "skipped", "upstream failed"], reason: str) -> StepResult:
            return StepResult(name=self._place.path(name), status=status, reason=reason, inside=self._place.around)

        if self._place.stop.asked():
            return hindered("interrupted", self._place.stop.reason)
        if self._ended_by:
            return hindered("skipped", f"the {self._what} has ended with step {self._ended_by!r}")
        for need in needs:
            if self._results[need].status in ("failed", "upstream failed"):
                return hindered("upstream failed", f"step {need!r} has not succeeded")
            if self._results[need].status == "interrupted":
                return hindered("interrupted", self._place.stop.reason)
        return None

    @property
    def _what(self) -> str:
        return "body" if self._place.inside else "run"

    def _finish(self, name: str, result: StepResult) -> None:
        end = self._ends.get(name, "")
        if end and result.status == "succeeded" and not self._ended_by:
            self._ended_by = name
            result = replace(result, reason=f"the {self._what} ends here, in {end}")
        self._results[name] = result
        self._finished(self._place.at(self._numbers[name]), result)

    def _outcome(self) -> Ended:
        ordered = [self._results[step.id] for step in self._steps]
        if any(result.status == "interrupted" for result in ordered):
            return Ended(state="interrupted")
        for step, result in zip(self._steps, ordered, strict=True):
            if result.status == "failed":
                return Ended(state="failed", error=_told(step, result))
        if self._ends.get(self._ended_by) == "failure":
            path = self._place.path(self._ended_by)
            message = f"{path}: the {self._what} ended here, in failure"
            return Ended(state="failed", error=StepError(type="StepFailed", message=message, kinds=("StepFailed",)))
        return Ended(state="succeeded")


def _told(step: Step, result: StepResult) -> StepError | None:
    """The error of a step for those around it: with the path of the step in which it happened."""
    error = result.error
    if error is None or has_bodies(step):
        return error
    return replace(error, message=f"{result.name}: {error.message}")
