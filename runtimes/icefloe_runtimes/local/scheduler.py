"""Which step runs when."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from types import FrameType

from icefloe_schema import codec
from icefloe_schema.plan import Plan, Step

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.local import record
from icefloe_runtimes.local.attempt import Job, Stop, attempt, command
from icefloe_runtimes.local.events import Event, RunFinished, RunStarted, StepFinished, StepRetried, StepStarted
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.refusals import missing_secrets, notes, refusals
from icefloe_runtimes.local.results import Results, RunResult, State, StepError, StepResult
from icefloe_runtimes.local.retrying import again, delay, number
from icefloe_runtimes.step import manifest, parameters
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import folder

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
    _check(plan, given)
    root = root.resolve()
    place = _new_folder((workspace or root / ".icefloe").resolve())
    # What was asked for is what runs, also if the plan's own file is written anew meanwhile.
    (place / record.PLAN).write_text(codec.dumps(plan), "utf-8")
    running = _Run(plan, root, place, given, listener or _nobody, framework)
    return running.to_end(jobs or os.cpu_count() or 1)
