"""The verbs of a bundle: `python train.pyz [run|step|show|verify|unpack]`."""

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.bundle import words
from icefloe_runtimes.bundle.asked import VERBS, parser
from icefloe_runtimes.bundle.contents import PLAN
from icefloe_runtimes.bundle.given import given_values, labels
from icefloe_runtimes.bundle.laidout import after_failure, lay_out, remarks
from icefloe_runtimes.bundle.opened import Opened, opened
from icefloe_runtimes.bundle.packages import absent, unwanted
from icefloe_runtimes.bundle.workspace import workspace
from icefloe_runtimes.local.door import go
from icefloe_runtimes.local.dryrun import dry_run, told
from icefloe_runtimes.local.failing import called_again, failures
from icefloe_runtimes.local.request import Request
from icefloe_runtimes.local.resume import Wanted
from icefloe_runtimes.local.watching import watch
from icefloe_runtimes.step.__main__ import main as run_step
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
            _say(f"error: {one.message}")
        _say("hint: nothing was run; get the bundle from where it was made, or make it again with `icefloe bundle`")
        return _REFUSED
    except BrokenPipeError:
        # Python flushes at exit once more and would complain; there is nobody to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _REFUSED
    except (UsageError, SchemaError, OSError) as error:
        _say(f"error: {error}")
        return _MISUSE


def _answered(bundle: Opened, arguments: list[str]) -> int:
    verb = arguments.pop(0) if arguments[:1] and arguments[0] in VERBS else "run"
    options = parser(bundle.name, verb, bundle.plan).parse_args(arguments)
    if verb == "step":
        return run_step(_step_arguments(bundle, options))
    if verb == "run":
        return _run(bundle, options, arguments)
    if verb == "show":
        _put(_shown(bundle, options))
    elif verb == "verify":
        return _verify(bundle, options)
    else:
        made = lay_out(bundle, Path(options.folder), sources=options.sources)
        _put(str(Path(options.folder) / path) for path in made)
    return 0


def _run(bundle: Opened, options: argparse.Namespace, arguments: list[str]) -> int:
    root = Path(options.root).resolve()
    if not root.is_dir():
        raise UsageError(f"--root {options.root}: there is no such folder")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs takes a number from 1 on")
    given = given_values(bundle.plan, options.parameter, options.config, options.set)
    place, where = workspace(root, options.workspace)
    for remark in (*unwanted(bundle.lock), *absent(bundle.plan), *remarks(bundle, root), where):
        if remark:
            _say(f"note: {remark}")
    request = Request(
        plan=bundle.plan,
        root=root,
        plan_path=bundle.path,
        parameters=given,
        jobs=options.jobs,
        workspace=place,
        framework=options.framework,
        user=options.user,
        labels=labels(options.label),
        wanted=_wanted(options),
        cache=not options.no_cache,
        refresh=tuple(options.refresh),
        lock=bundle.lock,
        code=bundle.project,
        command=bundle.command,
    )
    if options.dry_run:
        _put(told(bundle.plan.name, dry_run(request)))
        return 0
    watching = watch(os.environ)
    try:
        result = go(request, watching)
    finally:
        watching.close(keep=not sys.stdout.isatty())
    _put([result.summary()])
    for text in failures(result, called_again(f"python {bundle.name}", arguments), has_debugger=False):
        _say(text)
    for hint in () if result.success else after_failure(bundle, root):
        _say(f"hint: {hint}")
    return result.exit_code


def _wanted(options: argparse.Namespace) -> Wanted:
    chosen = (options.stages, options.from_step, options.only)
    if sum(map(bool, chosen)) > 1:
        raise UsageError("--stages, --from and --only cannot be given together")
    return Wanted(resume=options.resume, from_step=options.from_step, only=options.only, stages=options.stages)


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
    _put(
        [
            f"plan    sha256:{digest(to_json(bundle.plan))}",
            f"lock    {root}",
            f"bundle  sha256:{hashlib.sha256(bundle.path.read_bytes()).hexdigest()}",
        ]
    )
    if options.expect is not None and options.expect.removeprefix("sha256:") != bundle.lock.root:
        _say(f"error: the lock is not the expected one: its digest is {root}")
        return _REFUSED
    sealed = "" if options.expect else " (integrity only: who can write the file can also seal it anew)"
    _say(f"verified {bundle.name}: all that it holds is as in its lock{sealed}")
    return 0


def _put(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{text}\n" for text in lines))
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
