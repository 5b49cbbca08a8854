"""The one way in: what is asked for is looked at, and then run."""

import os
import re
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.local import record
from icefloe_runtimes.local.account import Account, Listener
from icefloe_runtimes.local.admission import Admission
from icefloe_runtimes.local.driving import drive_anywhere
from icefloe_runtimes.local.engine import Engine
from icefloe_runtimes.local.events import Event, Noted
from icefloe_runtimes.local.layout import laid_out
from icefloe_runtimes.local.preparing import prepared
from icefloe_runtimes.local.request import Request
from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.resume import Taken, Wanted
from icefloe_runtimes.local.resume.values import remember
from icefloe_runtimes.local.setting import COMMAND, Setting
from icefloe_runtimes.local.signals import heeding
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.local.store import held as holding
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema import lock as document
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{3}[0-9a-f]{2}")


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
    resume: str = "",
    from_step: str = "",
    only: str = "",
    closures: Mapping[str, str] | None = None,
    cache: bool = True,
    refresh: tuple[str, ...] = (),
    debug: str = "",
    lock: Lock | None = None,
    code: Path | None = None,
    command: tuple[str, ...] = COMMAND,
    formats: Mapping[str, str] | None = None,
    routes: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    environments: Mapping[str, Mapping[str, str]] | None = None,
) -> RunResult:
    """Run a plan to its end and give what came of it; a failed step does not raise.

    `parameters` are values, or texts as they stand on a command line. Raises `UsageError`, before any step starts, for
    a plan that this runtime cannot run and for wrong parameters. Interrupted, it ends what runs and gives a result
    whose `exit_code` is 130.

    `user` owns the atoms that the run makes; it and the `labels` stand in the run's record. `stages` are the steps that
    are to be run (`a,b`, `a:b`): what the others give comes from the last run of the pipeline that has it, made with
    the same parameters. `from_step` is one step with all that need it, `only` one alone. Where nothing is given, they
    are what the program gives, as far as the plan says that. `resume` is a run (`last`, an id, the beginning of one)
    that this one goes on from: what that one has finished, and is still to be had, is not run again. `closures` are
    digests of the code that each step reaches, where somebody knows them.

    Without `cache` nothing is taken from the cache, and nothing is put there. The steps to `refresh` are run, and what
    they give is used from then on; a step of a body is called by its path or by its own name.

    Under a `lock`, `locked.Drifted` is raised before any step starts if the plan, a module or a file is not as it was
    frozen, and each step looks again at what it imports. `code` is where the modules are, if not in the project's
    folder; `command` is what runs a step, but for its arguments. `formats` say for types what writes and reads their
    values, `routes` where outputs of a kind are brought besides. `environment` are
    variables for all steps, `environments` those for the steps of each environment that has a name.
    """
    request = Request(
        plan=plan,
        root=root,
        plan_path=plan_path,
        parameters=parameters or {},
        jobs=jobs,
        workspace=workspace,
        framework=framework,
        user=user,
        labels=labels or {},
        wanted=Wanted(resume=resume, from_step=from_step, only=only, stages=stages),
        closures=closures or {},
        cache=cache,
        refresh=refresh,
        debug=debug,
        lock=lock,
        code=code,
        command=command,
        formats=formats or {},
        routes=routes or {},
        environment=environment or {},
        environments=environments or {},
    )
    return go(request, listener)


def go(request: Request, listener: Listener | None = None) -> RunResult:
    """Run what is asked for, as `run` does."""
    stop, listen = Stop(), listener or _nobody
    admission = Admission(request.plan, stop, lambda text: listen(Noted(text=text)))

    def new_folder(place: Path) -> Path:
        admission.enter(place)
        return _new_folder(place)

    with heeding(stop), ExitStack() as left:
        left.callback(admission.leave)
        try:
            setting, choice = prepared(request, new_folder)
            _keep(setting)
            left.enter_context(holding(setting.workspace))
            account = Account(setting, listen, stop)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise UsageError(f"the run cannot begin: {where}{error.strerror or error}") from error
        left.callback(account.close)
        engine = Engine(setting, account, stop, Taken(choice, setting.folder))
        return drive_anywhere(engine.to_end())


def _new_folder(workspace: Path) -> Path:
    """Make a folder for the run, in a workspace that version control leaves alone but for saved versions."""
    runs = workspace / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    ignore = workspace / ".gitignore"
    if not ignore.exists():
        ignore.write_text("/*\n!/versions/\n", "utf-8")
    latest = max((name for name in os.listdir(runs) if _ID.fullmatch(name)), default="")  # noqa: PTH208 - names alone
    while True:
        now = datetime.now(UTC)
        name = f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}{os.urandom(1).hex()}"
        if name <= latest:
            # The clock was put back, or this is the same moment: ids still tell which run is the later one.
            name = _after(latest)
        made = runs / name
        try:
            made.mkdir()
        except FileExistsError:
            # Another run began in this very moment.
            latest = name
            continue
        return made


def _after(name: str) -> str:
    """The id of a run that begins a thousandth of a second after another one."""
    then = datetime.strptime(name[:19], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC) + timedelta(milliseconds=1)
    return f"{then:%Y%m%d-%H%M%S}-{then.microsecond // 1000:03d}{os.urandom(1).hex()}"


def _keep(setting: Setting) -> None:
    """Keep what was asked for: it is what runs, also if the plan's own file is written anew meanwhile."""
    (setting.folder / record.PLAN).write_text(laid_out(setting.document, "steps"), "utf-8")
    if setting.lock is not None:
        (setting.folder / locked.LOCK).write_text(document.dumps(setting.lock), "utf-8", newline="\n")
    remember(setting.plan, setting.parameters, setting.folder)


def _nobody(event: Event) -> None:
    """Listen to nothing."""
