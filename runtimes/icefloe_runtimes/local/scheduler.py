"""Which step runs when."""

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from types import FrameType

from icefloe_runtimes import locked
from icefloe_runtimes.local import record
from icefloe_runtimes.local.attempt import COMMAND
from icefloe_runtimes.local.body import BodyRun, Submit
from icefloe_runtimes.local.composite import Composite, Hands
from icefloe_runtimes.local.differing import Given, remember
from icefloe_runtimes.local.events import Event, RunFinished, RunStarted, StepFinished
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.refusals import missing_secrets, notes, refusals
from icefloe_runtimes.local.results import Digests, Results, RunResult, State, StepError, StepResult
from icefloe_runtimes.local.stages import brought, hinted_stages, left_out
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.local.worker import Setting, Worker
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.parameters import check, check_atoms, spelled
from icefloe_runtimes.step.parameters import user as hinted
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema import canonical, codec
from icefloe_schema import lock as document
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan, Step

Listener = Callable[[Event], None]
# Threads that only wait for others.
_MOST_WAITING = 10_000


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
    user: str = "",
    labels: Mapping[str, str] | None = None,
    stages: str = "",
    lock: Lock | None = None,
    code: Path | None = None,
    command: tuple[str, ...] = COMMAND,
) -> RunResult:
    """Run a plan to its end and give what came of it; a failed step does not raise.

    `parameters` are values, or texts as they stand on a command line. Raises `UsageError`, before any step starts, for
    a plan that this runtime cannot run and for wrong parameters. Interrupted, it ends what runs and gives a result
    whose `exit_code` is 130.

    `user` owns the atoms that the run makes; it and the `labels` stand in the run's record. `stages` are the steps that
    are to be run (`a,b`, `a:b`): what the others give comes from the last run of the pipeline that has succeeded, with
    the same parameters for it. Where neither is given, they are what the program gives, as far as the plan says that.

    Under a `lock`, `locked.Drifted` is raised before any step starts if the plan, a module or a file is not as it was
    frozen, and each step looks again at what it imports. `code` is where the modules are, if not in the project's
    folder; `command` is what runs a step, but for its arguments.
    """
    held = None if lock is None else locked.hold(plan, lock, locked.of_folder(code or root))
    texts = _accepted(plan, parameters or {}, root, framework)
    place = (workspace or root / ".icefloe").resolve()
    digests = _digests(plan, lock, held)
    given = Given(parameters=texts, root=root, lock=digests.lock)
    earlier = left_out(plan, stages or hinted_stages(plan), place, given)
    setting = Setting(
        plan=plan,
        root=root.resolve(),
        folder=_new_folder(place),
        plan_path=str(plan_path or ""),
        parameters=texts,
        framework=framework,
        user=user or hinted(plan),
        labels=dict(labels or {}),
        code=(code or root).resolve(),
        digests=digests,
        lock=held,
        command=command,
    )
    _keep(setting)
    stop = Stop()
    with _signals(stop):
        most = max(1, jobs or os.cpu_count() or 1)
        return _Run(setting, listener or _nobody, stop).to_end(most, brought(earlier, setting.folder))


def _accepted(plan: Plan, given: Mapping[str, object], root: Path, framework: str) -> dict[str, str]:
    """The parameters as `-p` takes them; everything that stands against the run is said before it."""
    problems = [*refusals(plan, framework), *missing_secrets(plan, os.environ)]
    if problems:
        raise UsageError("\n".join(problems))
    check(plan, given, os.environ)
    check_atoms(plan, given, root)
    return {name: spelled(value) for name, value in given.items()}


def _digests(plan: Plan, lock: Lock | None, held: Lock | None) -> Digests:
    frozen = dict[str, str]() if held is None else locked.modules(held)
    return Digests(
        plan=f"sha256:{canonical.digest(codec.to_json(plan))}",
        lock="" if lock is None else f"sha256:{lock.root}",
        modules={path: f"sha256:{sha256}" for path, sha256 in frozen.items()},
    )


class _Run:
    """One run on its way: who works for it, and how its steps went."""

    def __init__(self, setting: Setting, listener: Listener, stop: Stop) -> None:
        self._setting = setting
        self._listener = listener
        self._place = Place(folder=setting.folder, stop=stop)
        self._lock = threading.Lock()
        self._worker = Worker(setting, self._tell)
        self._results: dict[tuple[int, ...], StepResult] = {}
        self._started = time.monotonic()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")

    def to_end(self, jobs: int, done: Mapping[str, StepResult]) -> RunResult:
        """Run everything that can run; give the result. `done` are steps that are not to be run."""
        plan = self._setting.plan
        ids = tuple(step.id for step in plan.steps)
        self._tell(RunStarted(run_id=self._setting.folder.name, pipeline_name=plan.name, steps=ids, notes=notes(plan)))
        self._record("running")
        # A step with bodies waits for the steps in them, and must not take the place of one.
        with (
            ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="icefloe-step") as steps,
            ThreadPoolExecutor(max_workers=_MOST_WAITING, thread_name_prefix="icefloe-body") as bodies,
        ):
            body = BodyRun(plan.steps, self._place, self._submit(steps, bodies, jobs), self._finished)
            ended = body.to_end(done)
        result = self._record(ended.state)
        self._tell(RunFinished(result=result))
        return result

    def _submit(self, steps: ThreadPoolExecutor, bodies: ThreadPoolExecutor, jobs: int) -> Submit:
        def submit(step: Step, place: Place) -> "Future[StepResult]":
            if has_bodies(step):
                return bodies.submit(composite.run, step, place)
            return steps.submit(self._worker.run, step, place)

        def piece(step: Step, place: Place, what: str, part: str) -> StepError | None:
            return steps.submit(self._worker.piece, step, place, what, part).result()

        hands = Hands(submit=submit, piece=piece, branch=bodies.submit, finished=self._finished, jobs=jobs)
        composite = Composite(self._worker, hands, self._tell)
        return submit

    def _finished(self, place: Place, result: StepResult) -> None:
        with self._lock:
            self._results[place.order] = result
        if not place.inside:
            self._record("running")
        self._tell(StepFinished(step=result.name, result=result))

    def _record(self, state: State) -> RunResult:
        setting = self._setting
        with self._lock:
            # Steps stand in the plan's order, whichever ended first, and those of a body after the step around them.
            results = {self._results[key].name: self._results[key] for key in sorted(self._results)}
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
            user=setting.user,
            labels=setting.labels,
            digests=setting.digests,
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
    """Make a folder for the run, in a workspace that version control leaves alone but for saved versions."""
    runs = workspace / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    ignore = workspace / ".gitignore"
    if not ignore.exists():
        ignore.write_text("/*\n!/versions/\n", "utf-8")
    now = datetime.now(UTC)
    made = runs / f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}{token_hex(1)}"
    made.mkdir()
    return made


def _keep(setting: Setting) -> None:
    """Keep what was asked for: it is what runs, also if the plan's own file is written anew meanwhile."""
    (setting.folder / record.PLAN).write_text(codec.dumps(setting.plan), "utf-8")
    if setting.lock is not None:
        (setting.folder / locked.LOCK).write_text(document.dumps(setting.lock), "utf-8", newline="\n")
    remember(setting.plan, setting.parameters, setting.folder)


def _nobody(event: Event) -> None:
    """Listen to nothing."""
