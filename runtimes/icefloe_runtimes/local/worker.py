"""Runs single steps, and the pieces of steps with bodies, as often as their policies say."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.crew.job import Ended, Job
from icefloe_runtimes.local.driving import on_loop
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies import Policies
from icefloe_runtimes.local.processes import Passed, Processes
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.local.secrets import Secrets
from icefloe_runtimes.local.slots import Share, Slots
from icefloe_runtimes.local.weights import share
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.call import Call, Do
from icefloe_runtimes.step.manifest import Manifest, Usage
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

Once: TypeAlias = Callable[[], Awaitable[StepError | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A first attempt that has failed in a process with other steps, and the log of that one."""

    ended: Ended
    log: Path


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

    async def run(self, step: Step, place: Place, failed: Failed | None = None) -> Outcome:
        """Run one step to its end; a step that fails does not raise. Its first attempt may have `failed` already."""
        await on_loop()
        wanted = self._slots.fitted(share(step))
        await self._slots.take(wanted)
        try:
            return Outcome(result=await self._result(step, place, failed))
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

    def passed(self, step: Step, place: Place, usage: Usage, log: Path) -> StepResult:
        """Give the result of a step that has left its record in a process with others."""
        return self.succeeded(step, place, 1, usage.duration_seconds, log)

    async def _result(self, step: Step, place: Place, failed: Failed | None) -> StepResult:
        name = place.path(step.id)
        if place.stop.asked() and failed is None:
            return StepResult(name=name, status="interrupted", reason=place.stop.reason, inside=place.around)
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
            return self._left(step, place, attempts, took, job.log, last.left or manifest.read(place.folder, step.id))
        status: Status = "interrupted" if place.stop.asked() else "failed"
        return StepResult(
            name=name,
            status=status,
            duration_seconds=took,
            attempts=attempts,
            error=error,
            log_path=str(log),
            cpu_seconds=last.usage.cpu_seconds,
            peak_memory_bytes=last.usage.peak_memory_bytes,
            inside=place.around,
        )

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

    async def called(self, call: Call, place: Place, log: Path) -> StepError | None:
        """Make a call in a process of its own, which prints into a log; give why it failed."""
        environment, masks = self._policies.environment(None), self._secrets.masks
        job = Job(calls=(call,), folder=place.folder, log=log, environment=environment, secrets=masks)
        return await self._called(job, place)

    async def _called(self, job: Job, place: Place) -> StepError | None:
        await on_loop()
        wanted = self._slots.fitted(Share())
        await self._slots.take(wanted)
        try:
            return (await self._processes.attempt(job, place.stop)).error
        finally:
            self._slots.give(wanted)

    def log(self, step: Step, place: Place) -> Path:
        """Where the output of a step goes."""
        return place.folder / f"{folder(step.id)}.log"

    def succeeded(self, step: Step, place: Place, attempts: int, took: float, log: Path) -> StepResult:
        """Give the result of a step that has left its record."""
        return self._left(step, place, attempts, took, log, manifest.read(place.folder, step.id))

    def _left(self, step: Step, place: Place, attempts: int, took: float, log: Path, left: Manifest) -> StepResult:
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
        report = place.folder / f"{folder(step.id)}.failure.json"
        debug = do == "run" and bool(place.path(step.id) == self._processes.debugged)
        return Call(step=step.id, inside=place.inside, do=do, part=part, report=report, timeout=timeout, debug=debug)
