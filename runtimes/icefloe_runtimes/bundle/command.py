"""The verbs of a bundle: `python train.pyz [run|step|show|verify|unpack]`.

What only some of them need is imported by these: nothing is compiled yet where a bundle starts.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.bundle import words
from icefloe_runtimes.bundle.asked import VERBS, parser
from icefloe_runtimes.bundle.entries import PLAN
from icefloe_runtimes.bundle.laidout import lay_out
from icefloe_runtimes.bundle.opened import Opened, opened
from icefloe_runtimes.bundle.packages import absent, unwanted
from icefloe_runtimes.bundle.voice import put, say
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema.canonical import digest
from icefloe_schema.codec import to_json
from icefloe_schema.errors import SchemaError

_REFUSED, _MISUSE = 1, 2


def main(arguments: Sequence[str], room: str, path: str) -> int:
    """Run the bundle that stands at `path` and was unpacked to `room`; give the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _answered(opened(Path(room), Path(path)), list(arguments))
    except locked.Drifted as error:
        for one in error.mismatches:
            say(f"error: {one.message}")
        say("hint: nothing was run; get the bundle from where it was made, or make it again with `icefloe bundle`")
        return _REFUSED
    except BrokenPipeError:
        # Python flushes at exit once more and would complain; there is nobody to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _REFUSED
    except (UsageError, SchemaError, OSError) as error:
        say(f"error: {error}")
        return _MISUSE


def _answered(bundle: Opened, arguments: list[str]) -> int:
    verb = arguments.pop(0) if arguments[:1] and arguments[0] in VERBS else "run"
    options = parser(bundle.name, verb, bundle.plan).parse_args(arguments)
    if verb == "step":
        from icefloe_runtimes.step.__main__ import main as run_step

        return run_step(_step_arguments(bundle, options))
    if verb == "run":
        from icefloe_runtimes.bundle.running import run

        return run(bundle, options, arguments)
    if verb == "show":
        put(_shown(bundle, options))
    elif verb == "verify":
        return _verify(bundle, options)
    else:
        made = lay_out(bundle, Path(options.folder), sources=options.sources)
        put(str(Path(options.folder) / path) for path in made)
    return 0


def _step_arguments(bundle: Opened, options: argparse.Namespace) -> list[str]:
    lock = ("--lock", str(bundle.room / locked.LOCK), "--expect", f"sha256:{bundle.lock.root}")
    given = [word for pair in options.parameter for word in ("-p", pair)]
    more = ("artifacts", "report", "user", "framework")
    said = [word for name in more if getattr(options, name) for word in (f"--{name}", getattr(options, name))]
    folders = ("--root", options.root, "--code", str(bundle.project))
    return [*folders, *lock, *said, *given, "--", str(bundle.room / PLAN), options.step]


def _shown(bundle: Opened, options: argparse.Namespace) -> Iterator[str]:
    if options.plan or options.lock:
        for name in [PLAN] * options.plan + [locked.LOCK] * options.lock:
            yield (bundle.room / name).read_text("utf-8").rstrip("\n")
        return
    yield words.about(bundle.plan)
    yield from words.steps(bundle.plan)
    yield from words.parameters(bundle.plan)
    yield from words.contained(bundle)
    yield from (f"note: {remark}" for remark in (*unwanted(bundle.lock), *absent(bundle.plan)))


def _verify(bundle: Opened, options: argparse.Namespace) -> int:
    root = f"sha256:{bundle.lock.root}"
    put(
        [
            f"plan    sha256:{digest(to_json(bundle.plan))}",
            f"lock    {root}",
            f"bundle  sha256:{hashlib.sha256(bundle.path.read_bytes()).hexdigest()}",
        ]
    )
    if options.expect is not None and options.expect.removeprefix("sha256:") != bundle.lock.root:
        say(f"error: the lock is not the expected one: its digest is {root}")
        return _REFUSED
    sealed = "" if options.expect else " (integrity only: who can write the file can also seal it anew)"
    say(f"verified {bundle.name}: all that it holds is as in its lock{sealed}")
    return 0
