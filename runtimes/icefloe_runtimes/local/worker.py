"""Runs single steps for the scheduler."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from icefloe_runtimes.local.attempt import Job, Stop, attempt, command
from icefloe_runtimes.local.events import Event, StepRetried, StepStarted
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Plan, Retry, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stays the same during a run; `folder` is the run's own, `parameters` are as `-p` takes them."""

    plan: Plan
    root: Path
    folder: Path
    plan_path: str
    parameters: Mapping[str, str]
    framework: str


class Worker:
    """Runs a step in a process of its own, as often as its policy says."""

    def __init__(self, setting: Setting, stop: Stop, tell: Callable[[Event], None]) -> None:
        self._setting = setting
        self._stop = stop
        self._tell = tell

    def run(self, step: Step) -> StepResult:
        """Run one step to its end; a step that fails does not raise."""
        if self._stop.asked():
            return StepResult(name=step.id, status="interrupted", reason="the run was interrupted")
        self._tell(StepStarted(step=step.id))
        job = self._job(step)
        started, attempts = time.monotonic(), 1
        error = attempt(job, self._stop)
        retry = step.policy.retry
        while error is not None and retry and not self._stop.asked() and again(retry, attempts, error):
            self._pause(step.id, attempts, retry, error)
            attempts += 1
            error = attempt(job, self._stop)
        took = time.monotonic() - started
        if error is None:
            return self._succeeded(step, attempts, took, job)
        status: Status = "interrupted" if self._stop.asked() else "failed"
        return StepResult(
            name=step.id, status=status, duration_seconds=took, attempts=attempts, error=error, log_path=str(job.log)
        )

    def _pause(self, step: str, attempts: int, retry: Retry, error: StepError) -> None:
        pause = delay(retry, attempts)
        message = f"{error.type}: {error.message}"
        self._tell(
            StepRetried(step=step, attempt=attempts, attempts=retry.attempts, message=message, delay_seconds=pause)
        )
        self._stop.wait(pause)

    def _succeeded(self, step: Step, attempts: int, took: float, job: Job) -> StepResult:
        left = manifest.read(self._setting.folder, step.id)
        return StepResult(
            name=step.id,
            status=left.status,
            duration_seconds=took,
            attempts=attempts,
            artifact_uri=(self._setting.folder / folder(step.id)).as_uri(),
            log_path=str(job.log),
            cpu_seconds=left.usage.cpu_seconds,
            peak_memory_bytes=left.usage.peak_memory_bytes,
            simulated=left.simulated,
            reason=left.reason,
            shows={name: text for entry in left.outputs.values() for name, text in entry.shows.items()},
        )

    def _job(self, step: Step) -> Job:
        setting, name = self._setting, folder(step.id)
        given = [part for pair in setting.parameters.items() for part in ("-p", "=".join(pair))]
        report = setting.folder / f"{name}.failure.json"
        options = ("--root", str(setting.root), "--artifacts", str(setting.folder), "--report", str(report))
        return Job(
            command=command(
                *options, "--framework", setting.framework, *given, "--", str(setting.folder / PLAN), step.id
            ),
            folder=setting.root,
            log=setting.folder / f"{name}.log",
            report=report,
            timeout=None if step.policy.timeout is None else number(step.policy.timeout, 0.0),
        )
