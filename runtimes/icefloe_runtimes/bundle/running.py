"""The run of a bundle."""

import argparse
import os
import sys
from pathlib import Path

from icefloe_runtimes.bundle.given import given_values, labels
from icefloe_runtimes.bundle.laidout import after_failure, remarks
from icefloe_runtimes.bundle.opened import Opened
from icefloe_runtimes.bundle.packages import absent, unwanted
from icefloe_runtimes.bundle.voice import put, say
from icefloe_runtimes.bundle.workspace import workspace
from icefloe_runtimes.local.door import go
from icefloe_runtimes.local.dryrun import dry_run, told
from icefloe_runtimes.local.failing import called_again, failures
from icefloe_runtimes.local.request import Request
from icefloe_runtimes.local.resume import Wanted
from icefloe_runtimes.local.watching import watch
from icefloe_runtimes.step.errors import UsageError


def run(bundle: Opened, options: argparse.Namespace, arguments: list[str]) -> int:
    """Run the pipeline, or say what a run would do; give the exit status."""
    root = Path(options.root).resolve()
    if not root.is_dir():
        raise UsageError(f"--root {options.root}: there is no such folder")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs takes a number from 1 on")
    given = given_values(bundle.plan, options.parameter, options.config, options.set)
    place, where = workspace(root, options.workspace)
    for remark in (*unwanted(bundle.lock), *absent(bundle.plan), *remarks(bundle, root), where):
        if remark:
            say(f"note: {remark}")
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
        put(told(bundle.plan.name, dry_run(request)))
        return 0
    watching = watch(os.environ)
    try:
        result = go(request, watching)
    finally:
        watching.close(keep=not sys.stdout.isatty())
    put([result.summary()])
    for text in failures(result, called_again(f"python {bundle.name}", arguments), has_debugger=False):
        say(text)
    for hint in () if result.success else after_failure(bundle, root):
        say(f"hint: {hint}")
    return result.exit_code


def _wanted(options: argparse.Namespace) -> Wanted:
    chosen = (options.stages, options.from_step, options.only)
    if sum(map(bool, chosen)) > 1:
        raise UsageError("--stages, --from and --only cannot be given together")
    return Wanted(resume=options.resume, from_step=options.from_step, only=options.only, stages=options.stages)
