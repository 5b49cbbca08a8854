"""Runs single steps, and the pieces of steps with bodies, as often as their policies say."""

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.crew.job import Ended, Job, Left
from icefloe_runtimes.local.driving import on_loop
from icefloe_runtimes.local.left import left_in
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies import Policies
from icefloe_runtimes.local.processes import Passed, Processes
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.local.secrets import Secrets
from icefloe_runtimes.local.slots import ONE, Share, Slots
from icefloe_runtimes.local.weights import share
from icefloe_runtimes.step.call import Call, Do
from icefloe_runtimes.step.manifest import Usage
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

Once: TypeAlias = Callable[[], Awaitable[StepError | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A first attempt that has failed in a process with other steps, and the log of that one."""

    ended: Ended
    log: str


class Worker:
    """Runs a step in a process of its own, as often as its policy says."""

    def __init__(
        self, processes: Processes, slots: Slots, account: Account, policies: Policies, secrets: Secrets
    ) -> None:
        self._processes = processes
        self._slots = slots
        self._account = account
        self._policies = policies
        self._secrets = secrets
        self._folder: Path | None = None
        self._address = ""

    async def run(self, step: Step, place: Place, failed: Failed | None = None) -> Outcome:
        """Run one step to its end; a step that fails does not raise. Its first attempt may have `failed` already."""
        await on_loop()
        wanted = self._slots.fitted(share(step))
        await self._slots.take(wanted)
        try:
            return await self._outcome(step, place, failed)
        finally:
            self._slots.give(wanted)

    async def batch(self, members: Sequence[tuple[Step, Place]], share_: Share, passed: Passed) -> Ended:
        """Run steps in one process, one after the other, until one fails; each that is done is told at once."""
        await on_loop()
        wanted = self._slots.fitted(share_)
        await self._slots.take(wanted)
        try:
            self.started(*members[0])
            return await self._processes.attempt(self._jointly(members), members[0][1].stop, passed)
        finally:
            self._slots.give(wanted)

    def started(self, step: Step, place: Place) -> None:
        """Tell that a step begins."""
        self._account.started(place.path(step.id), place)

    def passed(self, step: Step, place: Place, usage: Usage, left: Left | None, log: str) -> Outcome:
        """Give the outcome of a step that has left its record in a process with others."""
        left = left or left_in(place.folder, step.id)
        return Outcome(result=self._left(step, place, 1, usage.duration_seconds, log, left), sha256=left.sha256)

    async def _outcome(self, step: Step, place: Place, failed: Failed | None) -> Outcome:
        name = place.path(step.id)
        if place.stop.asked() and failed is None:
            reason = place.stop.reason
            return Outcome(result=StepResult(name=name, status="interrupted", reason=reason, inside=place.around))
        job = self._job(step, place)
        last = Ended(done=0) if failed is None else failed.ended
        log = job.log if failed is None else failed.log
        before = last.usage.duration_seconds
        if failed is None:
            self.started(step, place)

        async def once() -> StepError | None:
            nonlocal last, failed, log
            if failed is not None:
                failed = None
            else:
                log = job.log
                last = await self._processes.attempt(job, place.stop)
            return last.error

        begun = time.monotonic()
        error, attempts = await self.tried(step, place, once)
        took = before + time.monotonic() - begun
        if error is None:
            left = last.left or left_in(place.folder, step.id)
            log = "" if last.is_silent and attempts == 1 else job.log
            return Outcome(result=self._left(step, place, attempts, took, log, left), sha256=left.sha256)
        status: Status = "interrupted" if place.stop.asked() else "failed"
        result = StepResult(
            name=name,
            status=status,
            duration_seconds=took,
            attempts=attempts,
            error=error,
            log_path=log,
            cpu_seconds=last.usage.cpu_seconds,
            peak_memory_bytes=last.usage.peak_memory_bytes,
            inside=place.around,
        )
        return Outcome(result=result)

    async def tried(self, step: Step, place: Place, once: Once) -> tuple[StepError | None, int]:
        """Try until it succeeds, or the step's policy wants no further try; give why it failed, and the tries."""
        # Whoever looks at a step has seen it fail once.
        is_looked_at = place.path(step.id) == self._processes.debugged
        attempts, retry = 0, None if is_looked_at else step.policy.retry
        while True:
            attempts += 1
            error = await once()
            if place.stop.asked():
                return error, attempts
            may_again = self._policies.tried(step, place, error)
            if error is None or not (may_again and retry and again(retry, attempts, error)):
                return error, attempts
            pause = delay(retry, attempts)
            self._account.retried(place.path(step.id), place, attempts, retry.attempts, error, pause)
            if await place.stop.wait(pause):
                return error, attempts

    async def piece(self, step: Step, place: Place, what: Do, part: str = "0") -> StepError | None:
        """Run a piece of a step with bodies, or what stands for a step that has failed; give why it failed."""
        return await self._called(self._job(step, place, what, part), place)

    async def called(self, call: Call, place: Place, log: str) -> StepError | None:
        """Make a call in a process of its own, which prints into a log; give why it failed."""
        environment, masks = self._policies.environment(None), self._secrets.masks
        job = Job(calls=(call,), folder=place.folder, log=log, environment=environment, secrets=masks)
        return await self._called(job, place)

    async def _called(self, job: Job, place: Place) -> StepError | None:
        await on_loop()
        wanted = self._slots.fitted(ONE)
        await self._slots.take(wanted)
        try:
            return (await self._processes.attempt(job, place.stop)).error
        finally:
            self._slots.give(wanted)

    def log(self, step: Step, place: Place) -> str:
        """Where the output of a step goes."""
        return f"{place.folder}/{folder(step.id)}.log"

    def succeeded(self, step: Step, place: Place, attempts: int, took: float, log: str) -> StepResult:
        """Give the result of a step that has left its record; of a `log` that is not there nothing is told."""
        there = log if os.path.exists(log) else ""  # noqa: PTH110 - a text is all that is needed
        return self._left(step, place, attempts, took, there, left_in(place.folder, step.id))

    def _left(self, step: Step, place: Place, attempts: int, took: float, log: str, left: Left) -> StepResult:
        record = left.record
        return StepResult(
            name=place.path(step.id),
            status=record.status,
            duration_seconds=took,
            attempts=attempts,
            artifact_uri=f"{self._uri(place.folder)}/{folder(step.id)}" if left.sha256 else "",
            log_path=log,
            cpu_seconds=record.usage.cpu_seconds,
            peak_memory_bytes=record.usage.peak_memory_bytes,
            simulated=record.simulated,
            reason=record.reason,
            shows={name: text for entry in record.outputs.values() for name, text in entry.shows.items()},
            inside=place.around,
        )

    def _uri(self, folder_: Path) -> str:
        """The address of a folder; most steps of a run leave what they make in the same one."""
        if self._folder is not folder_:
            self._folder, self._address = folder_, folder_.as_uri()
        return self._address

    def _job(self, step: Step, place: Place, do: Do = "run", part: str = "0") -> Job:
        if place.inside:
            place.folder.mkdir(parents=True, exist_ok=True)
        call = self._call(step, place, do, part)
        return Job(
            calls=(call,),
            folder=place.folder,
            log=self.log(step, place),
            timeout=call.timeout,
            environment=self._policies.environment(step),
            secrets=self._secrets.masks,
        )

    def _jointly(self, members: Sequence[tuple[Step, Place]]) -> Job:
        job = self._job(*members[0])
        calls = tuple(self._call(step, place, "run", "0") for step, place in members)
        # Steps with variables of their own are none of these: only secrets differ, and they see those of the others.
        environment = {name: text for step, _ in members for name, text in self._policies.environment(step).items()}
        return replace(job, calls=calls, timeout=None, environment=environment)

    def _call(self, step: Step, place: Place, do: Do, part: str) -> Call:
        # A piece of a step takes no time of its own; what stands for it may take as long as the step itself.
        is_bounded = do in ("run", "fallback") and step.policy.timeout is not None
        timeout = number(step.policy.timeout, 0.0) if is_bounded else None
        report = f"{place.folder}/{folder(step.id)}.failure.json"
        debug = do == "run" and bool(place.path(step.id) == self._processes.debugged)
        return Call(step=step.id, inside=place.inside, do=do, part=part, report=report, timeout=timeout, debug=debug)
