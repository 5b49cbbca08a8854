"""Runs single steps, and the pieces of steps with bodies, as often as their policies say."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.crew.job import Job
from icefloe_runtimes.local.driving import on_loop
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.processes import Processes
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.local.slots import Share, Slots
from icefloe_runtimes.local.weights import share
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.call import Call, Do
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Step

Once: TypeAlias = Callable[[], Awaitable[StepError | None]]


class Worker:
    """Runs a step in a process of its own, as often as its policy says."""

    def __init__(self, processes: Processes, slots: Slots, account: Account) -> None:
        self._processes = processes
        self._slots = slots
        self._account = account

    async def run(self, step: Step, place: Place) -> Outcome:
        """Run one step to its end; a step that fails does not raise."""
        await on_loop()
        wanted = self._slots.fitted(share(step))
        await self._slots.take(wanted)
        try:
            return Outcome(result=await self._result(step, place))
        finally:
            self._slots.give(wanted)

    async def _result(self, step: Step, place: Place) -> StepResult:
        name = place.path(step.id)
        if place.stop.asked():
            return StepResult(name=name, status="interrupted", reason=place.stop.reason, inside=place.around)
        self._account.started(name, place)
        job = self._job(step, place)
        started = time.monotonic()
        error, attempts = await self.tried(step, place, lambda: self._attempt(job, place))
        took = time.monotonic() - started
        if error is None:
            return self.succeeded(step, place, attempts, took, job.log)
        status: Status = "interrupted" if place.stop.asked() else "failed"
        return StepResult(
            name=name,
            status=status,
            duration_seconds=took,
            attempts=attempts,
            error=error,
            log_path=str(job.log),
            inside=place.around,
        )

    async def tried(self, step: Step, place: Place, once: Once) -> tuple[StepError | None, int]:
        """Try until it succeeds, or the step's policy wants no further try; give why it failed, and the tries."""
        attempts = 1
        error = await once()
        retry = step.policy.retry
        while error is not None and retry and not place.stop.asked() and again(retry, attempts, error):
            pause = delay(retry, attempts)
            self._account.retried(place.path(step.id), place, attempts, retry.attempts, error, pause)
            await place.stop.wait(pause)
            attempts += 1
            error = await once()
        return error, attempts

    async def piece(self, step: Step, place: Place, what: Do, part: str = "0") -> StepError | None:
        """Run a piece of a step with bodies: `begin`, `again` or `end`; give why it failed, or `None`."""
        await on_loop()
        wanted = self._slots.fitted(Share())
        await self._slots.take(wanted)
        try:
            return await self._attempt(self._job(step, place, what, part), place)
        finally:
            self._slots.give(wanted)

    def log(self, step: Step, place: Place) -> Path:
        """Where the output of a step goes."""
        return place.folder / f"{folder(step.id)}.log"

    def succeeded(self, step: Step, place: Place, attempts: int, took: float, log: Path) -> StepResult:
        """Give the result of a step that has left its record."""
        left = manifest.read(place.folder, step.id)
        return StepResult(
            name=place.path(step.id),
            status=left.status,
            duration_seconds=took,
            attempts=attempts,
            artifact_uri=(place.folder / folder(step.id)).as_uri(),
            log_path=str(log),
            cpu_seconds=left.usage.cpu_seconds,
            peak_memory_bytes=left.usage.peak_memory_bytes,
            simulated=left.simulated,
            reason=left.reason,
            shows={name: text for entry in left.outputs.values() for name, text in entry.shows.items()},
            inside=place.around,
        )

    async def _attempt(self, job: Job, place: Place) -> StepError | None:
        return (await self._processes.attempt(job, place.stop)).error

    def _job(self, step: Step, place: Place, do: Do = "run", part: str = "0") -> Job:
        place.folder.mkdir(parents=True, exist_ok=True)
        call = Call(
            step=step.id,
            inside=place.inside,
            do=do,
            part=part,
            report=place.folder / f"{folder(step.id)}.failure.json",
        )
        # A piece of a step takes no time of its own.
        timeout = None if do != "run" or step.policy.timeout is None else number(step.policy.timeout, 0.0)
        return Job(calls=(call,), folder=place.folder, log=self.log(step, place), timeout=timeout)
