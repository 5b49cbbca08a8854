"""Which step of a body runs when; the plan itself is the outermost body."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from heapq import heappop, heappush
from typing import Literal, Protocol, TypeAlias

from icefloe_runtimes.local.driving import Crowd, Work
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.results import StepError, StepResult
from icefloe_runtimes.local.wiring import Unit, Wiring
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

Finished: TypeAlias = Callable[[Place, Outcome], None]
_FAILED = ("failed", "upstream failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a body ended; `error` says why, in the words of the step that failed, `ends` that a step has ended it."""

    state: Literal["succeeded", "failed", "interrupted"]
    error: StepError | None = None
    ends: Literal["", "success", "failure"] = ""


class Submit(Protocol):
    """Runs the steps of a body when their turn has come."""

    def one(self, step: Step, place: Place) -> Work[Outcome]:
        """Run one step to its end."""
        ...

    def several(self, unit: Unit, body: "BodyRun") -> Work[None]:
        """Run the steps of a unit to their ends, and tell the body of each."""
        ...


class BodyRun:
    """A body on its way: which of its steps have ended, and which run."""

    def __init__(self, wiring: Wiring, place: Place, submit: Submit, finished: Finished) -> None:
        self._wiring = wiring
        self._place = place
        self._submit = submit
        self._finished = finished
        self._outcomes: dict[int, Outcome] = {}
        self._begun: set[int] = set()
        self._awaited = list(wiring.awaited)
        # Those that can start, or will never: the first in the plan comes first.
        self._ready = [number for number, count in enumerate(self._awaited) if not count]
        self._ended_by = ""
        self._ends: Literal["", "success", "failure"] = ""
        self._running: Crowd[int, Outcome | None] = Crowd()

    @property
    def results(self) -> Mapping[str, StepResult]:
        """How its steps went, by their ids, as far as they have ended."""
        steps = self._wiring.steps
        return {steps[number].id: outcome.result for number, outcome in self._outcomes.items()}

    @property
    def is_whole(self) -> bool:
        """Whether all that ran in it has succeeded."""
        return all(one.whole and one.result.status not in _FAILED for one in self._outcomes.values())

    async def to_end(self, done: Mapping[str, StepResult] | None = None) -> Ended:
        """Run everything that can run; `done` are steps that are not to be run, with what became of them."""
        for name, result in (done or {}).items():
            self._note(self._wiring.numbers[name], Outcome(result=result))
        try:
            self._start()
            while self._running:
                unit, outcome = await self._running.next()
                if outcome is not None:
                    self._note(self._wiring.units[unit].numbers[0], outcome)
                self._start()
        finally:
            await self._running.close()
        return self._outcome()

    def step(self, number: int) -> tuple[Step, Place]:
        """The step with a number, and its place."""
        return self._wiring.steps[number], self._place.at(number)

    def can_follow(self, number: int, before: Collection[int]) -> bool:
        """Whether a step could begin as soon as these have succeeded."""
        needs = self._wiring.needs[number]
        is_known = all(need in before or need in self._outcomes for need in needs)
        return is_known and self.hindrance(number) is None

    def hindrance(self, number: int) -> StepResult | None:
        """What became of a step that will never start, as far as it is known of those that it needs."""
        stop = self._place.stop
        if stop.asked():
            return self._hindered(number, "interrupted", stop.reason)
        if self._ended_by:
            return self._hindered(number, "skipped", f"the {self._what} has ended with step {self._ended_by!r}")
        for need in self._wiring.needs[number]:
            needed = self._outcomes.get(need)
            if needed is None:
                continue
            if needed.counts and needed.result.status in _FAILED:
                name = self._wiring.steps[need].id
                return self._hindered(number, "upstream failed", f"step {name!r} has not succeeded")
            if needed.result.status == "interrupted":
                return self._hindered(number, "interrupted", stop.reason)
        return None

    def finish(self, number: int, outcome: Outcome) -> None:
        """Take note of how a step of a unit with several has ended, and start what has waited for it."""
        self._note(number, outcome)
        self._start()

    def _start(self) -> None:
        """Start what can start; what never will has ended with this."""
        while self._ready:
            number = heappop(self._ready)
            if number not in self._begun:
                self._begun.add(number)
                self._begin(number)

    def _begin(self, number: int) -> None:
        unit = self._wiring.units[number]
        left = [one for one in unit.numbers if one not in self._outcomes]
        if len(left) > 1:
            self._running.add(number, self._submit.several(replace(unit, numbers=tuple(left)), self))
        for one in left if len(left) == 1 else ():
            hindrance = self.hindrance(one)
            if hindrance is not None:
                self._note(one, Outcome(result=hindrance))
            elif len(unit.numbers) > 1:
                self._running.add(number, self._submit.several(replace(unit, numbers=(one,)), self))
            else:
                self._running.add(number, self._submit.one(*self.step(one)))

    def _hindered(
        self, number: int, status: Literal["interrupted", "skipped", "upstream failed"], reason: str
    ) -> StepResult:
        name = self._place.path(self._wiring.steps[number].id)
        return StepResult(name=name, status=status, reason=reason, inside=self._place.around)

    @property
    def _what(self) -> str:
        return "body" if self._place.inside else "run"

    def _note(self, number: int, outcome: Outcome) -> None:
        step = self._wiring.steps[number]
        ends = outcome.ends or (step.ends if outcome.result.status == "succeeded" else "")
        if ends and not self._ended_by:
            self._ended_by, self._ends = step.id, ends
            said = outcome.result.reason
            told = f"the {self._what} ends here, in {ends}"
            outcome = replace(outcome, result=replace(outcome.result, reason=f"{said}; {told}" if said else told))
            # What still waits will not start, whatever it waits for.
            self._ready = list(range(len(self._wiring.units)))
        self._outcomes[number] = outcome
        self._finished(self._place.at(number), outcome)
        for after in self._wiring.followers[number]:
            self._awaited[after] -= 1
            if not self._awaited[after]:
                heappush(self._ready, after)

    def _outcome(self) -> Ended:
        ordered = [self._outcomes[number] for number in range(len(self._wiring.steps))]
        if any(one.result.status == "interrupted" for one in ordered):
            return Ended(state="interrupted")
        for step, one in zip(self._wiring.steps, ordered, strict=True):
            if one.result.status == "failed" and one.counts:
                return Ended(state="failed", error=_told(step, one.result), ends=self._ends)
        if self._ends == "failure":
            path = self._place.path(self._ended_by)
            message = f"{path}: the {self._what} ended here, in failure"
            error = StepError(type="StepFailed", message=message, kinds=("StepFailed",))
            return Ended(state="failed", error=error, ends=self._ends)
        return Ended(state="succeeded", ends=self._ends)


def _told(step: Step, result: StepResult) -> StepError | None:
    """The error of a step for those around it: with the path of the step in which it happened."""
    error = result.error
    if error is None or has_bodies(step):
        return error
    return replace(error, message=f"{result.name}: {error.message}")
