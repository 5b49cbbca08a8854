"""Ask the original what it makes of motools files: run with the Python of a venv that can import `motools`.

    python motools_probe.py FILE…

One line of JSON a file. Each file is run as a script in a process of its own, without network and delays.
`run_workflow` is replaced until the file has ended, `run_sweep` runs with that replacement; functions that nobody has
called by then are called, and coroutines awaited. Of each workflow that was made the original then tells what it is,
and of each run what it does (`motools_telling.py`).

Icefloe is not in that venv. Nothing here is annotated, for every object is the original's.
"""

import asyncio
import contextlib
import functools
import importlib
import inspect
import json
import os
import socket
import sys
import time
import types
import warnings
from pathlib import Path

from motools_telling import run_told, section, stages_told, workflow_told
from original_script import call, left, script
from original_standin import Anything, MissingFinder, quiet
from probe_children import answers

RUNNING = ("motools.workflow", "motools.workflow.execution")
SWEEPING = ("motools.workflow.sweep", "motools.workflow", "motools.experiments.sweep", "motools.experiments")
BUILDERS = {
    "Workflow", "StepDefinition", "FunctionStep", "Step", "run_workflow", "run_sweep", "parse_stages",
}  # fmt: skip
MANY = 40


class Recorder:
    """All workflows that a file makes, in order, and all runs and sweeps of them that it asks for."""

    def __init__(self):
        self.workflows = []
        self.refused = []
        self.runs = []
        self.sweeps = []
        self.awaited = []
        self.frames = set()
        self.path = ""

    def place(self):
        """The line of the file that is being carried out; every frame of it counts as called."""
        frame, line = sys._getframe(2), 0
        while frame is not None:
            code = frame.f_code
            self.frames.add((code.co_filename, code.co_firstlineno, code.co_name))
            if not line and code.co_filename == self.path:
                line = frame.f_lineno
            frame = frame.f_back
        return line

    def install(self):
        from motools.workflow.base import Workflow

        whole, recorder = Workflow.__post_init__, self

        @functools.wraps(whole)
        def made(workflow):
            line = recorder.place()
            try:
                whole(workflow)
            except Exception as error:
                recorder.refused.append({"name": workflow.name, "line": line, "said": f"{error}"})
                raise
            if len(recorder.workflows) < MANY:
                shipped = "motools" in Path(sys._getframe(2).f_code.co_filename).parts[-3:-1]
                recorder.workflows.append((workflow, 0 if shipped else line))

        Workflow.__post_init__ = made
        signature = inspect.signature(importlib.import_module(RUNNING[1]).run_workflow)

        def run_workflow(*args, **kwargs):
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            in_sweep = sys._getframe(1).f_code.co_filename.endswith("sweep.py")
            if len(recorder.runs) < MANY:
                sweep = len(recorder.sweeps) - 1 if in_sweep else None
                recorder.runs.append((dict(given.arguments), recorder.place(), sweep))
            return nothing(dict(given.arguments), recorder.awaited)

        for name in RUNNING:
            sys.modules[name].run_workflow = run_workflow
        self.sweeping()

    def sweeping(self):
        """The original's own sweep, which tells that it was asked for."""
        whole, recorder = importlib.import_module(SWEEPING[0]).run_sweep, self
        signature = inspect.signature(whole)

        @functools.wraps(whole)
        def run_sweep(*args, **kwargs):
            line = recorder.place()
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            recorder.sweeps.append((dict(given.arguments), line))
            return whole(*args, **kwargs)

        for name in SWEEPING:
            # Later versions have it in `motools.experiments` too; what a copy lacks is called by the other name.
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
            if name not in sys.modules:
                sys.modules[name] = types.ModuleType(name)
                sys.modules[name].__path__ = []
            sys.modules[name].run_sweep = run_sweep


async def nothing(given, awaited):
    """The state of a run that did not happen; the run is remembered as one that somebody waited for."""
    awaited.append(given)
    return Anything(1.0)


def isolated():
    """No socket, no delay."""

    def refuse(*args, **kwargs):
        raise OSError("no network here")

    async def at_once(seconds, result=None):
        return result

    socket.socket.connect = refuse
    socket.create_connection = refuse
    time.sleep = lambda seconds: None
    asyncio.sleep = at_once


def finish(value):
    """Await what a function gave."""
    if inspect.isawaitable(value):

        async def whole():
            await value

        asyncio.run(whole())


def answer(path):
    """Everything about one file."""
    recorder = Recorder()
    recorder.path = str(path)
    recorder.install()
    finder = MissingFinder("motools", folder=str(path.parent))
    sys.meta_path.append(finder)
    errors = []
    with quiet():
        module, error = script(path)
        for name, function, owner in left(module, path, recorder.frames, BUILDERS):
            problem = call(name, function, owner, path, finish)
            errors += [problem] if problem is not None else []
    os.chdir(path.parent)
    known = [workflow for workflow, _ in recorder.workflows]
    with quiet():
        workflows = [workflow_told(workflow, line) for workflow, line in list(recorder.workflows)]
        awaited = list(recorder.awaited)
        runs = [told_run(known, *one, one[0] in awaited) for one in list(recorder.runs)]
    return {
        "stopped": error,
        "errors": errors,
        "missing": finder.made,
        "workflows": workflows,
        "refused": recorder.refused,
        "runs": runs,
        "sweeps": [
            {"workflow": index(known, given["workflow"]), "line": line, "at_once": given["max_parallel"]}
            for given, line in recorder.sweeps
        ],
    }


def told_run(known, given, line, sweep, awaited):
    """One run that a file asks for: its sections, its stages, and what it does."""
    workflow = given["workflow"]
    which = index(known, workflow)
    steps = [] if which is None else workflow.steps
    return {
        "workflow": which,
        "line": line,
        "sweep": sweep,
        "awaited": awaited,
        "stages": given["selected_stages"] if isinstance(given["selected_stages"], list) else None,
        "config": {step.name: section(getattr(given["config"], step.name, None)) for step in steps},
        "real": run_told(workflow, given) if which is not None and sweep is None else None,
    }


def index(known, workflow):
    """Which of the workflows it is."""
    return next((number for number, one in enumerate(known) if one is workflow), None)


def project(path):
    """The folder of the nearest project file above a file, or else its own."""
    return next((one for one in path.parents if (one / "pyproject.toml").exists()), path.parent)


def main():
    """One line about the original, and one a file."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):
        import motools
        import motools.workflow
        from loguru import logger
    logger.remove()
    isolated()
    about = {"version": motools.__version__, "python": sys.version.split()[0], "stages": stages_told()}
    sys.stdout.write(json.dumps(about) + "\n")
    answers(sys.argv[1:], answer, root=project)


if __name__ == "__main__":
    main()
