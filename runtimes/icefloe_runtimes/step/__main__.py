"""The command line: `python -m icefloe_runtimes.step PLAN STEP`."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from icefloe_runtimes.locked import Drifted
from icefloe_runtimes.standin.atoms import NOBODY
from icefloe_runtimes.step import parameters
from icefloe_runtimes.step.call import Call, Do, Setup
from icefloe_runtimes.step.configured import keeping
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.failure import failure
from icefloe_runtimes.step.frozen import MARKS
from icefloe_runtimes.step.held import held
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.lifeline import hold
from icefloe_runtimes.step.series import ordered
from icefloe_runtimes.step.work import misuse, note, say, work
from icefloe_schema import codec
from icefloe_schema.errors import SchemaError
from icefloe_schema.plan import Plan

if TYPE_CHECKING:
    import argparse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] in (["--warm"], ["--orders"]):
        return _by_runner(arguments[0], arguments[1:])
    options = _parser().parse_args(arguments)
    hold(os.environ)
    report = str(Path(options.report).resolve()) if options.report else ""
    try:
        setup = _setup(options)
        call = Call(
            step=options.step,
            inside=_inside(options.inside),
            do=options.do,
            part=options.part,
            about=options.about,
            report=report,
            debug=options.debug,
        )
    except (UsageError, SchemaError, OSError) as error:
        return misuse(error)
    except Drifted as error:
        return _refused(error, report)
    return work(setup, call)


def _by_runner(how: str, arguments: Sequence[str]) -> int:
    """Serve a runner on the same machine, as the parent of its steps or for one process's worth of them."""
    if how == "--warm":
        base = frozenset(sys.modules)
        # Linux alone has what it needs.
        from icefloe_runtimes.step.warm.parent import main as serve

        serve(arguments, base)
    hold(os.environ)
    return ordered(int(arguments[0]), int(arguments[1]))


def _setup(options: "argparse.Namespace") -> Setup:
    """Read the plan, and hold it to its lock."""
    plan, path = _plan(options.plan)
    root = Path(options.root).resolve() if options.root else project(path)
    code = Path(options.code).resolve() if options.code else root
    artifacts = Path(options.artifacts).resolve() if options.artifacts else root / ".icefloe" / "artifacts"
    return Setup(
        plan=plan,
        root=root,
        code=code,
        artifacts=artifacts,
        parameters=parameters.values(plan, parameters.parsed(tuple(options.parameter)), os.environ),
        framework=options.framework,
        user=options.user or parameters.user(plan) or NOBODY,
        lock=held(plan, options.lock, options.expect, None if options.only_loaded else code),
        keeping=keeping(root),
    )


def project(plan: Path) -> Path:
    """Give the project of a plan: the nearest folder upwards with a file that marks one, else the plan's own."""
    folders = plan.resolve().parents
    return next((folder for folder in folders if any((folder / mark).is_file() for mark in MARKS)), folders[0])


def _parser() -> "argparse.ArgumentParser":
    # A process that a runner has started is not told by options.
    import argparse

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
    parser.add_argument("--do", choices=get_args(Do), default="run", help=argparse.SUPPRESS)
    parser.add_argument("--part", default="0", help=argparse.SUPPRESS)
    parser.add_argument("--about", default="", help=argparse.SUPPRESS)
    parser.add_argument("--debug", action="store_true", help="open pdb at the line of your code that fails")
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
        say(f"warning: {name}: {warning}")
    return reading.plan, path


def _inside(text: str) -> Inside:
    """The outer steps, as the local runtime writes them: a JSON list of step and part."""
    try:
        return tuple((str(step), str(part)) for step, part in json.loads(text))
    except (ValueError, TypeError):
        raise UsageError("--inside takes a JSON list of pairs of a step and its part") from None


def _refused(error: Drifted, report: str) -> int:
    """Say what is not as it was frozen; it is no wrong call."""
    for one in error.mismatches:
        say(f"error: {one.message}")
    say(f"hint: {error.hint}")
    note(report, failure(error, Path()))
    return 1


if __name__ == "__main__":
    sys.exit(main())
