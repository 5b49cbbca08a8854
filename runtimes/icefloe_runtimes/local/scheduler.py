"""Which step runs when."""

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from types import FrameType

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.local import record
from icefloe_runtimes.local.attempt import Stop
from icefloe_runtimes.local.events import Event, RunFinished, RunStarted, StepFinished
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.refusals import missing_secrets, notes, refusals
from icefloe_runtimes.local.results import Results, RunResult, State, StepResult
from icefloe_runtimes.local.worker import Setting, Worker
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.parameters import check, spelled
from icefloe_schema import codec
from icefloe_schema.plan import Plan, Step

Listener = Callable[[Event], None]


def run(
    plan: Plan,
    *,
    root: Path,
    plan_path: Path | None = None,
    parameters: Mapping[str, object] | None = None,
    jobs: int | None = None,
    workspace: Path | None = None,
    listener: Listener | None = None,
    framework: str = "standin",
) -> RunResult:
    """Run a plan to its end and give what came of it; a failed step does not raise.

    `parameters` are values, or texts as they stand on a command line. Raises `UsageError`, before any step starts, for
    a plan that this runtime cannot run and for wrong parameters. Interrupted, it ends what runs and gives a result
    whose `exit_code` is 130.
    """
    given = dict(parameters or {})
    problems = [*refusals(plan), *missing_secrets(plan, os.environ)]
    if problems:
        raise UsageError("\n".join(problems))
    check(plan, given, os.environ)
    texts = {name: spelled(value) for name, value in given.items()}
    setting = Setting(
        plan=plan,
        root=root.resolve(),
        folder=_new_folder((workspace or root / ".icefloe").resolve()),
        plan_path=str(plan_path or ""),
        parameters=texts,
        framework=framework,
    )
    # What was asked for is what runs, also if the plan's own file is written anew meanwhile.
    (setting.folder / record.PLAN).write_text(codec.dumps(plan), "utf-8")
    stop = Stop()
    with _signals(stop):
        return _Run(setting, listener or _nobody, stop).to_end(jobs or os.cpu_count() or 1)


class _Run:
    """One run on its way: which steps have ended, and which run."""

    def __init__(self, setting: Setting, listener: Listener, stop: Stop) -> None:
        self._setting = setting
        self._listener = listener
        self._stop = stop
        self._lock = threading.Lock()
        self._worker = Worker(setting, stop, self._tell)
        self._results: dict[str, StepResult] = {}
        self._ends = {step.id: step.ends for step in setting.plan.steps if step.ends}
        self._ended_by = ""
        self._needs = {step.id: [edge.source for edge in incoming(step)] for step in setting.plan.steps}
        self._started = time.monotonic()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")

    def to_end(self, jobs: int) -> RunResult:
        """Run everything that can run; give the result."""
        plan = self._setting.plan
        ids = tuple(step.id for step in plan.steps)
        self._tell(RunStarted(run_id=self._setting.folder.name, pipeline_name=plan.name, steps=ids, notes=notes(plan)))
        self._record("running")
        with ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="icefloe") as pool:
            running: dict[Future[StepResult], str] = {}
            waiting = {step.id: step for step in plan.steps}
            while waiting or running:
                for step in self._ready(waiting):
                    running[pool.submit(self._worker.run, step)] = step.id
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    del running[future]
                    self._finish(future.result())
        result = self._record(self._state())
        self._tell(RunFinished(result=result))
        return result

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
                self._finish(hindrance)
            else:
                ready.append(step)
        return ready

    def _hindrance(self, name: str, needs: list[str]) -> StepResult | None:
        if self._stop.asked():
            return StepResult(name=name, status="interrupted", reason="the run was interrupted")
        if self._ended_by:
            return StepResult(name=name, status="skipped", reason=f"the run has ended with step {self._ended_by!r}")
        for need in needs:
            if self._results[need].status in ("failed", "upstream failed"):
                return StepResult(name=name, status="upstream failed", reason=f"step {need!r} has not succeeded")
            if self._results[need].status == "interrupted":
                return StepResult(name=name, status="interrupted", reason="the run was interrupted")
        return None

    def _finish(self, result: StepResult) -> None:
        end = self._ends.get(result.name, "")
        if end and result.status == "succeeded" and not self._ended_by:
            self._ended_by = result.name
            result = replace(result, reason=f"the run ends here, in {end}")
        self._results[result.name] = result
        self._record("running")
        self._tell(StepFinished(step=result.name, result=result))

    def _state(self) -> State:
        statuses = {result.status for result in self._results.values()}
        if "interrupted" in statuses:
            return "interrupted"
        is_failed = statuses & {"failed", "upstream failed"} or self._ends.get(self._ended_by) == "failure"
        return "failed" if is_failed else "succeeded"

    def _record(self, state: State) -> RunResult:
        setting = self._setting
        # Steps stand in the plan's order, whichever ended first.
        results = {step.id: self._results[step.id] for step in setting.plan.steps if step.id in self._results}
        result = RunResult(
            run_id=setting.folder.name,
            pipeline_name=setting.plan.name,
            state=state,
            folder=setting.folder,
            outputs=Outputs(setting.plan, setting.folder, setting.root),
            step_results=Results("step", results),
            parameters=setting.parameters,
            plan_path=setting.plan_path,
            duration_seconds=time.monotonic() - self._started,
            started_at=self._started_at,
        )
        record.write(result, setting.root)
        return result

    def _tell(self, event: Event) -> None:
        with self._lock:
            self._listener(event)


@contextmanager
def _signals(stop: Stop) -> Generator[None, None, None]:
    """Take Ctrl-C and termination as the wish to stop; steps are in sessions of their own and would not hear them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.ask()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _new_folder(workspace: Path) -> Path:
    """Make a folder for the run, in a workspace that version control leaves alone."""
    runs = workspace / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    ignore = workspace / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
    now = datetime.now(UTC)
    made = runs / f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}{token_hex(1)}"
    made.mkdir()
    return made


def _nobody(event: Event) -> None:
    """Listen to nothing."""
