"""The command line: `python -m icefloe_runtimes.step PLAN STEP`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from icefloe_runtimes.locked import Drifted
from icefloe_runtimes.standin.atoms import NOBODY
from icefloe_runtimes.step import parameters
from icefloe_runtimes.step.compose import again, begin, end, ended
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.execute import execute
from icefloe_runtimes.step.failure import Failure, failure, report
from icefloe_runtimes.step.frozen import MARKS
from icefloe_runtimes.step.held import frozen
from icefloe_runtimes.step.inner import entered, found, rounds
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.lifeline import hold
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.publish import pickles
from icefloe_runtimes.step.values import Values
from icefloe_schema import codec
from icefloe_schema.errors import SchemaError
from icefloe_schema.plan import Plan, Step
from icefloe_schema.records import dataclass

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit status."""
    options = _parser().parse_args(arguments)
    hold(os.environ)
    # What the project may look at to know that it is loaded to run a step of itself.
    os.environ["ICEFLOE_WORKER"] = "1"
    note = Path(options.report).resolve() if options.report else None
    try:
        ready = _ready(options)
    except (UsageError, SchemaError, OSError) as error:
        return _misuse(error)
    except Drifted as error:
        return _refused(error, note)
    ready.values.modules.enter(options.framework)
    try:
        record = _done(options.do, ready.step, ready.values, options.part)
        ready.values.modules.settle()
    except UsageError as error:
        _note(note, failure(error, ready.code))
        return _misuse(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a step may raise anything
        _say(report(ready.step.id, error, ready.code))
        _note(note, failure(error, ready.code))
        return 1
    if record:
        _tell(record)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A step that can begin: where its values come from, and where the project's code is."""

    step: Step
    values: Values
    code: Path


def _ready(options: argparse.Namespace) -> _Ready:
    """Read the plan, hold it to its lock, and find the step, which begins in the project's folder."""
    plan, path = _plan(options.plan)
    inside = _inside(options.inside)
    root = Path(options.root).resolve() if options.root else project(path)
    code = Path(options.code).resolve() if options.code else root
    artifacts = Path(options.artifacts).resolve() if options.artifacts else root / ".icefloe" / "artifacts"
    given = parameters.values(plan, parameters.parsed(tuple(options.parameter)), os.environ)
    modules = Modules(code, plan.code.paths, frozen(plan, options, code))
    os.chdir(root)
    user = options.user or parameters.user(plan) or NOBODY
    outer = Values(artifacts, given, modules, user, plan.steps, parameters.defaults(plan))
    steps, values = entered(plan, inside, outer)
    step = found(steps, options.step)
    if plan.dialect == "runnable":
        os.environ.update(rounds(inside, plan))
    return _Ready(step=step, values=values, code=code)


def _done(what: str, step: Step, values: Values, part: str) -> Manifest | None:
    """Run the step, or a piece of one that has bodies."""
    if what == "begin":
        return begin(step, values)
    if what == "again":
        return again(step, values, part)
    return end(step, values, ended(values.artifacts, step)) if what == "end" else execute(step, values)


def project(plan: Path) -> Path:
    """Give the project of a plan: the nearest folder upwards with a file that marks one, else the plan's own."""
    folders = plan.resolve().parents
    return next((folder for folder in folders if any((folder / mark).is_file() for mark in MARKS)), folders[0])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m icefloe_runtimes.step", description="Run one step of a plan.")
    parser.add_argument("plan", metavar="PLAN", help="the plan, as JSON")
    parser.add_argument("step", metavar="STEP", help="the id of the step")
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: found upwards from the plan)")
    parser.add_argument("--artifacts", metavar="DIR", help="where steps leave their outputs, and find those of others")
    parser.add_argument("-p", "--parameter", metavar="NAME=VALUE", action="append", default=[], help="set a parameter")
    parser.add_argument(
        "--framework",
        choices=("standin", "installed"),
        default="standin",
        help="what `import flowyml` and the like give (default: an inert stand-in)",
    )
    parser.add_argument("--code", metavar="DIR", help="where the project's modules are (default: its folder)")
    lock = parser.add_argument_group("a run that was frozen")
    lock.add_argument("--lock", metavar="FILE", help="refuse a plan, a module or a file that is not as in this lock")
    lock.add_argument("--expect", metavar="DIGEST", help="the digest that the lock itself must have (`sha256:…`)")
    # The local runtime has compared all of it; a step then looks at the plan, and at what it imports.
    lock.add_argument("--only-loaded", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--user", metavar="NAME", default="", help="whose the atoms are that the step makes")
    # How the local runtime runs what is inside steps with bodies.
    parser.add_argument("--inside", default="[]", help=argparse.SUPPRESS)
    parser.add_argument("--do", choices=("run", "begin", "again", "end"), default="run", help=argparse.SUPPRESS)
    parser.add_argument("--part", default="0", help=argparse.SUPPRESS)
    parser.add_argument("--report", metavar="FILE", help="where a failure is described as JSON")
    return parser


def _plan(name: str) -> tuple[Plan, Path]:
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        raise UsageError(f"{name}: a step is run from the JSON form of the plan, which `icefloe compile` writes")
    if path.exists() and not path.is_file():
        raise UsageError(f"{name}: not a regular file")
    reading = codec.read(path.read_bytes())
    for warning in reading.warnings:
        _say(f"warning: {name}: {warning}")
    return reading.plan, path


def _inside(text: str) -> Inside:
    """The outer steps, as the local runtime writes them: a JSON list of step and part."""
    try:
        return tuple((str(step), str(part)) for step, part in json.loads(text))
    except (ValueError, TypeError):
        raise UsageError("--inside takes a JSON list of pairs of a step and its part") from None


def _misuse(error: Exception) -> int:
    _say(f"error: {error}")
    return 2


def _refused(error: Drifted, note: Path | None) -> int:
    """Say what is not as it was frozen; it is no wrong call."""
    for one in error.mismatches:
        _say(f"error: {one.message}")
    _say(f"hint: {error.hint}")
    _note(note, failure(error, Path()))
    return 1


def _tell(record: Manifest) -> None:
    if record.status == "skipped":
        _say(f"skipped: {record.reason}")
    if record.simulated:
        _say("simulated: the step is a stub and did nothing")
    for name, entry in pickles(record).items():
        _say(f"note: output {name!r} ({entry.type}) is stored as a pickle: read it with the same packages")


def _note(path: Path | None, found: Failure) -> None:
    if path:
        path.write_text(json.dumps(asdict(found)), "utf-8")


def _say(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
