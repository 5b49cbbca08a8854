"""Runs single steps, and the pieces of steps with bodies, in processes of their own."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.local.attempt import COMMAND, Job, attempt
from icefloe_runtimes.local.events import Event, StepRetried, StepStarted
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.results import Digests, Status, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.locked import LOCK
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.names import folder
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan, Retry, Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stays the same during a run; `folder` is the run's own, `parameters` are as `-p` takes them.

    `code` is the folder at which the paths of modules begin. `lock` is what the plan and each module are held to.
    """

    plan: Plan
    root: Path
    folder: Path
    plan_path: str
    parameters: Mapping[str, str]
    framework: str
    user: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    code: Path
    digests: Digests
    lock: Lock | None = None
    command: tuple[str, ...] = COMMAND


class Worker:
    """Runs a step in a process of its own, as often as its policy says."""

    def __init__(self, setting: Setting, tell: Callable[[Event], None]) -> None:
        self._setting = setting
        self._tell = tell

    def run(self, step: Step, place: Place) -> StepResult:
        """Run one step to its end; a step that fails does not raise."""
        name = place.path(step.id)
        if place.stop.asked():
            return StepResult(name=name, status="interrupted", reason=place.stop.reason, inside=place.around)
        self._tell(StepStarted(step=name))
        job = self._job(step, place)
        started = time.monotonic()
        error, attempts = self.tried(step, place, lambda: attempt(job, place.stop))
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

    def tried(self, step: Step, place: Place, once: Callable[[], StepError | None]) -> tuple[StepError | None, int]:
        """Try until it succeeds, or the step's policy wants no further try; give why it failed, and the tries."""
        attempts = 1
        error = once()
        retry = step.policy.retry
        while error is not None and retry and not place.stop.asked() and again(retry, attempts, error):
            self._pause(place, step.id, attempts, retry, error)
            attempts += 1
            error = once()
        return error, attempts

    def piece(self, step: Step, place: Place, what: str, part: str = "0") -> StepError | None:
        """Run a piece of a step with bodies: `begin`, `again` or `end`; give why it failed, or `None`."""
        return attempt(self._job(step, place, "--do", what, "--part", part), place.stop)

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

    def _pause(self, place: Place, step: str, attempts: int, retry: Retry, error: StepError) -> None:
        pause, message = delay(retry, attempts), f"{error.type}: {error.message}"
        self._tell(
            StepRetried(
                step=place.path(step),
                attempt=attempts,
                attempts=retry.attempts,
                message=message,
                delay_seconds=pause,
            )
        )
        place.stop.wait(pause)

    def _job(self, step: Step, place: Place, *more: str) -> Job:
        setting = self._setting
        place.folder.mkdir(parents=True, exist_ok=True)
        given = [part for pair in setting.parameters.items() for part in ("-p", "=".join(pair))]
        report = place.folder / f"{folder(step.id)}.failure.json"
        options = ["--root", str(setting.root), "--artifacts", str(setting.folder), "--report", str(report)]
        options += ["--framework", setting.framework, *(["--user", setting.user] if setting.user else []), *more]
        if setting.code != setting.root:
            options += ["--code", str(setting.code)]
        if setting.lock is not None:
            frozen = ("--lock", str(setting.folder / LOCK), "--expect", f"sha256:{setting.lock.root}")
            options += [*frozen, "--only-loaded"]
        if place.inside:
            options += ["--inside", json.dumps(place.inside)]
        # A piece of a step takes no time of its own.
        timeout = None if more or step.policy.timeout is None else number(step.policy.timeout, 0.0)
        return Job(
            command=(*setting.command, *options, *given, "--", str(setting.folder / PLAN), step.id),
            folder=setting.root,
            log=self.log(step, place),
            report=report,
            timeout=timeout,
        )
