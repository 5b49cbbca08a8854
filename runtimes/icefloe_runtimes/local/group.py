"""Steps of an execution group on their way: as many as can be run in one process, one after the other."""

from typing import Protocol

from icefloe_runtimes.local.body import BodyRun
from icefloe_runtimes.local.cache import Miss
from icefloe_runtimes.local.crew.job import Left
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.weights import together
from icefloe_runtimes.local.wiring import Unit
from icefloe_runtimes.local.worker import Failed, Worker
from icefloe_runtimes.step.manifest import Usage
from icefloe_schema.plan import Step


class Alone(Protocol):
    """Gives single steps their turns."""

    def earlier(self, step: Step, place: Place) -> Outcome | Miss:
        """What there is of a step, else what it is to be kept under."""
        ...

    def is_alone(self, step: Step) -> bool:
        """Whether a step must have a process of its own."""
        ...

    async def told(self, step: Step, place: Place, outcome: Outcome) -> Outcome:
        """Tell the hooks of a step that has ended; give how that was."""
        ...

    async def run(self, step: Step, place: Place, miss: Miss, failed: Failed | None = None) -> Outcome:
        """Run one step, whose first attempt may have failed already."""
        ...

    def kept(self, step: Step, place: Place, miss: Miss | None, result: StepResult) -> None:
        """Keep what a step has left that has run in a process with others."""
        ...


class GroupRun:
    """The steps of one unit: what fails is tried again by itself, and the others go on in a new process."""

    def __init__(self, unit: Unit, body: BodyRun, worker: Worker, turns: Alone) -> None:
        self._unit = unit
        self._body = body
        self._worker = worker
        self._turns = turns
        self._left = list(unit.numbers)
        # What a listener or the record raises in the middle of a process.
        self._raised: BaseException | None = None

    async def to_end(self) -> None:
        """Run all of them that can run."""
        while self._left:
            number = self._left[0]
            hindrance = self._body.hindrance(number)
            if hindrance is not None:
                self._finish(Outcome(result=hindrance))
                continue
            step, place = self._body.step(number)
            found = self._turns.earlier(step, place)
            if isinstance(found, Outcome):
                self._finish(await self._turns.told(step, place, found))
                continue
            batch = self._batch()
            if len(batch) > 1:
                await self._together(batch, found)
            else:
                self._finish(await self._turns.run(step, place, found))

    def _batch(self) -> list[int]:
        """The next steps that can go in one process: each could begin once those before it have succeeded."""
        batch = self._left[:1]
        for number in self._left[1:]:
            last, _place = self._body.step(batch[-1])
            step, _place = self._body.step(number)
            if last.ends or self._turns.is_alone(last) or self._turns.is_alone(step):
                break
            if not self._body.can_follow(number, batch):
                break
            batch.append(number)
        return batch

    async def _together(self, batch: list[int], miss: Miss) -> None:
        members = [self._body.step(number) for number in batch]
        misses: list[Miss | None] = [miss, *(None for _ in batch[1:])]

        def passed(index: int, usage: Usage, left: Left | None) -> None:
            try:
                self._passed(members, misses[index], index, usage, left)
            except BaseException as error:  # noqa: BLE001 - it is raised where the process is waited for
                self._raised = self._raised or error

        share = together(self._unit.resources, [step for step, _place in members])
        ended = await self._worker.batch(members, share, passed)
        if self._raised is not None:
            raise self._raised
        if ended.error is not None:
            step, place = members[ended.done]
            failed = Failed(ended=ended, log=self._worker.log(*members[0]))
            self._finish(await self._turns.run(step, place, misses[ended.done] or Miss(), failed))

    def _passed(
        self, members: list[tuple[Step, Place]], miss: Miss | None, index: int, usage: Usage, left: Left | None
    ) -> None:
        """A step has ended well, and the next one begins."""
        step, place = members[index]
        outcome = self._worker.passed(step, place, usage, left, self._worker.log(*members[0]))
        if outcome.result.status == "succeeded":
            self._turns.kept(step, place, miss, outcome.result)
        self._finish(outcome)
        if index + 1 < len(members):
            self._worker.started(*members[index + 1])

    def _finish(self, outcome: Outcome) -> None:
        self._body.finish(self._left.pop(0), outcome)
