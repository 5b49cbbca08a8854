"""Doing what a process was asked to do."""

import json
import os
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.step import parameters
from icefloe_runtimes.step.call import Call, Setup
from icefloe_runtimes.step.compose import again, begin, end, ended
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.execute import Ready, execute
from icefloe_runtimes.step.failure import Failure, failure, report
from icefloe_runtimes.step.formats import Written
from icefloe_runtimes.step.frozen import Frozen
from icefloe_runtimes.step.inner import entered, rounds
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.manifest import Entry, MadeFrom, Manifest, Usage
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.objects import Objects
from icefloe_runtimes.step.shelf import Stored
from icefloe_runtimes.step.values import Values
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.inits import settle
from icefloe_schema.plan import Plan, PythonRun, Step, StubRun

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
# A line of 4,096 bytes goes down a pipe at once, whoever else writes to it; longer records are not told.
_LONGEST = 3800
# What every step makes objects of.
_MADE = (Call, Entry, Maker, Manifest, MadeFrom, Ready, Stored, Usage, Written)
# What a hook is about that is told of the whole run.
_WHOLE_RUN = Step(id="hooks", run=StubRun())


class Bench:
    """The place where steps of one run are worked on, made ready once in a process.

    `record` is what the last call has left: the SHA-256 of the record as it stands in its file, and the record as JSON
    in one line. It is empty where nothing was left, or a long one.
    """

    def __init__(self, setup: Setup) -> None:
        frozen = None if setup.lock is None else Frozen(setup.code, locked.modules(setup.lock))
        self._setup = setup
        self._steps = {step.id: step for step in setup.plan.steps}
        self._defaults = parameters.defaults(setup.plan)
        self._modules = Modules(setup.code, setup.plan.code.paths, frozen)
        self._is_entered = False
        self.record = b""

    def enter(self) -> None:
        """Begin in the project's folder, with its modules and the stand-ins before all others."""
        if not self._is_entered:
            self._is_entered = True
            # What the project may look at to know that it is loaded to run a step of itself.
            os.environ["ICEFLOE_WORKER"] = "1"
            os.chdir(self._setup.root)
            self._modules.enter(self._setup.framework)

    def look(self) -> None:
        """Look at all modules that are there already, so that only those that come are looked at later."""
        self._modules.noted.modules()

    def foresee(self, names: Iterable[str]) -> None:
        """Make ready what the next steps need, in a process that lives long or is forked: also these modules.

        The project must have been entered; nothing of it is run.
        """
        settle(*_MADE)
        keeping = self._setup.keeping
        if keeping.store is not None:
            Objects(keeping.store).way(f"{self._setup.artifacts}/any")
        self._modules.foresee(names)
        for step in self._setup.plan.steps:
            if isinstance(step.run, PythonRun):
                self._modules.foresee_codes(step.run.function.module, step.run.function.qualname)
                if step.run.convention == "atoms":
                    # Their workspaces are taken away by it; for all others it would only be more memory to fork.
                    import_module("shutil")

    @contextmanager
    def left(self) -> Generator[None, None, None]:
        """For a while, import as if the project had not been entered."""
        with self._modules.left():
            yield

    def forget(self, names: tuple[str, ...]) -> None:
        """Leave modules of these names to be loaded anew, from the project."""
        for name in names:
            del sys.modules[name]
        self._modules.noted.forget(names)

    def work(self, call: Call) -> int:
        """Do it; give the status for the process to end with. What went wrong is printed, and noted in the report."""
        self.record = b""
        try:
            step, values = self._found(call)
        except UsageError as error:
            return misuse(error)
        if not self._is_entered:
            self.enter()
        try:
            record = _done(self._setup.plan, call, step, values)
            self._modules.settle()
        except UsageError as error:
            note(call.report, failure(error, self._setup.code))
            return misuse(error)
        except KeyboardInterrupt as error:
            # A runner does not interrupt: the step has raised it, or somebody has picked its process.
            if call.report:
                say(report(step.id, error, self._setup.code))
                note(call.report, failure(error, self._setup.code))
            return INTERRUPTED
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a step may raise anything
            say(report(step.id, error, self._setup.code))
            note(call.report, failure(error, self._setup.code))
            if call.debug:
                from icefloe_runtimes.step.debugging import look_round

                look_round(error, self._setup.code)
            return FAILED
        if record:
            _tell(record)
            self.record = _in_one_line(values.written) if len(values.written) <= _LONGEST else b""
        return DONE

    def _found(self, call: Call) -> tuple[Step, Values]:
        """The step, and where its values come from."""
        setup = self._setup
        plan = setup.plan
        outer = Values(
            setup.artifacts,
            setup.parameters,
            self._modules,
            setup.user,
            plan.steps,
            self._defaults,
            setup.keeping,
        )
        if plan.dialect == "runnable":
            os.environ.update(rounds(call.inside, plan))
        by_id: Mapping[str, Step] = self._steps
        values = outer
        if call.inside:
            steps, values = entered(plan, call.inside, outer)
            by_id = {step.id: step for step in steps}
        if call.do == "hook" and not call.step:
            return _WHOLE_RUN, values
        if call.step not in by_id:
            raise UsageError(f"the plan has no step {call.step!r}{meant(call.step, by_id)}")
        return by_id[call.step], values


def work(setup: Setup, call: Call) -> int:
    """Do one thing in this process; give the status for it to end with."""
    return Bench(setup).work(call)


def _done(plan: Plan, call: Call, step: Step, values: Values) -> Manifest | None:
    """Run the step, a piece of one that has bodies, or what its policy wants besides."""
    if call.do == "hook":
        from icefloe_runtimes.step.hooking import call as call_hooks

        call_hooks(plan, values, call)
        return None
    if call.do == "fallback":
        from icefloe_runtimes.step.instead import instead

        return instead(step, values)
    if call.do == "handled":
        from icefloe_runtimes.step.mended import collect

        return collect(step, values)
    if call.do == "begin":
        return begin(step, values)
    if call.do == "again":
        return again(step, values, call.part)
    return end(step, values, ended(values.artifacts, step)) if call.do == "end" else execute(step, values)


def misuse(error: Exception) -> int:
    """Say that the call was wrong; give the status for that."""
    say(f"error: {error}")
    return MISUSED


def note(path: str, found: Failure) -> None:
    """Leave a failure for the runner, who may not be there."""
    if path:
        try:
            Path(path).write_text(json.dumps(asdict(found)), "utf-8")
        except OSError as error:
            say(f"note: {path} cannot be written: {error.strerror or error}")


def say(text: str) -> None:
    """Write a line to stderr, after all that was printed before."""
    flush()
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
    if sys.stderr is not None and not sys.stderr.closed:
        sys.stderr.write(shown)
        sys.stderr.flush()
    else:
        # The step has closed it; what is said goes there all the same.
        os.write(2, shown.encode())


def flush() -> None:
    """Send on all that was printed; a stream that the step has closed holds nothing back."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()


def _in_one_line(written: bytes) -> bytes:
    """The SHA-256 of a record, and the record; its texts are escaped, so that a line ends only between its parts."""
    return sha256(written).hexdigest().encode() + b" " + written.replace(b"\n", b"")


def _tell(record: Manifest) -> None:
    if record.status == "skipped":
        say(f"skipped: {record.reason}")
    if record.simulated:
        say("simulated: the step is a stub and did nothing")
    for name, entry in record.outputs.items():
        if entry.format == "pickle":
            say(f"note: output {name!r} ({entry.type}) is stored as a pickle: read it with the same packages")
