"""Ask the original what it makes of FlowyML files: run with the Python of a venv that holds `flowyml`.

    python flowyml_probe.py FILE…

One line of JSON a file. Each file is run as a script in a process of its own, in a folder and a home of its own,
without network; `Pipeline.run` is replaced, so that no step body runs. Of each pipeline that the file builds the
original then tells: its nodes and edges (`Pipeline.build`), and which value reaches which parameter (its own local
orchestrator and executor, with every step's function replaced by one of the same signature that gives a token for
each output). Functions that nobody calls are called once the file has run, each on an empty registry of steps.

Icefloe is not in that venv. Nothing here is annotated, for every object is the original's.
"""

import argparse
import contextlib
import functools
import inspect
import json
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
import types
import warnings
from pathlib import Path

from flowyml_standin import Anything, MissingFinder
from flowyml_telling import pipeline_told, quiet

SECONDS = 90
PATIENCE = 10
MANY = 20
BUILDERS = {"Pipeline", "VersionedPipeline", "from_steps", "create_pipeline", "create_from_template"}


class Patience(BaseException):
    """A script has run long enough: it is one that never ends."""


@contextlib.contextmanager
def patience():
    """End what takes too long; what it has built by then is there."""

    def end(number, frame):
        raise Patience

    before = signal.signal(signal.SIGALRM, end)
    left = signal.alarm(PATIENCE)
    try:
        yield
    except (SystemExit, Patience):
        pass
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.alarm(left)


class Recorder:
    """All pipelines that a file makes, in order, and what `run(context=…)` was called with."""

    def __init__(self):
        self.pipelines = []
        self.runs = []
        self.frames = set()
        self.places = {}

    def install(self):
        import flowyml.core.pipeline as pipelines

        made = pipelines.Pipeline.__init__

        @functools.wraps(made)
        def init(pipeline, *args, **kwargs):
            made(pipeline, *args, **kwargs)
            frame = sys._getframe(1)
            place = (pipeline.name, frame.f_code.co_filename, frame.f_lineno)
            self.places[place] = self.places.get(place, 0) + 1
            if self.places[place] <= MANY:
                self.pipelines.append(pipeline)
            while frame is not None:
                self.frames.add((frame.f_code.co_filename, frame.f_code.co_firstlineno, frame.f_code.co_name))
                frame = frame.f_back

        def run(pipeline, *args, **kwargs):
            given = kwargs.get("context")
            self.runs.append((pipeline, given if isinstance(given, dict) else None))
            return Anything(1.0)

        pipelines.Pipeline.__init__ = init
        self.original_run = pipelines.Pipeline.run
        pipelines.Pipeline.run = run
        for name in ("dry_run", "rerun", "check_cache", "cache_stats"):
            setattr(pipelines.Pipeline, name, lambda *args, **kwargs: Anything(1.0))


def no_network():
    """No socket, no server, no sleep."""

    def refuse(*args, **kwargs):
        raise OSError("no network here")

    socket.socket.connect = refuse
    socket.create_connection = refuse
    import requests

    requests.post = requests.get = requests.Session.request = refuse
    time.sleep = lambda seconds: None
    import flowyml.core.executor as executor

    executor.MonitorThread.run = lambda self: None
    from flowyml.core.scheduler import PipelineScheduler

    PipelineScheduler.start = lambda *args, **kwargs: None
    argparse.ArgumentParser.parse_args = lambda self, *args, **kwargs: argparse.Namespace(
        **{action.dest: Anything(1.0) if action.default is None else action.default for action in self._actions}
    )


def script(path, recorder):
    """Run a file as a script; gives the module's names and the error that ended it."""
    root = path.parent
    while (root / "__init__.py").exists():
        root = root.parent
    sys.path[0:0] = [str(path.parent), str(root)]
    sys.argv = [str(path)]
    module = types.ModuleType("__main__")
    module.__file__ = str(path)
    if root != path.parent:
        module.__package__ = ".".join(path.parent.relative_to(root).parts)
    sys.modules["__main__"] = module
    try:
        # Assertions are left out: they are about results, and there are none.
        code = compile(path.read_bytes(), str(path), "exec", optimize=1)
        with patience():
            exec(code, module.__dict__)
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        return module, told(error, path)
    return module, None


def told(error, path):
    """The error and the line of the file that it came through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return {"error": type(error).__name__, "text": str(error), "line": lines[-1] if lines else 0}


def names(code):
    """All names that a code object uses, those of nested functions included."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names(constant)
    return found


def left(module, path, recorder):
    """Functions and methods that build a pipeline and that nobody has called: outermost first."""
    functions = {}
    for name, value in list(vars(module).items()):
        if inspect.isfunction(value) and value.__code__.co_filename == str(path):
            functions[name] = (value, None)
        elif inspect.isclass(value) and value.__module__ == "__main__":
            for inner, attribute in list(vars(value).items()):
                method = getattr(attribute, "__func__", attribute)
                if inspect.isfunction(method) and method.__code__.co_filename == str(path):
                    functions[f"{name}.{inner}"] = (method, value)
    uses = {name: names(value.__code__) for name, (value, _) in functions.items()}
    builds = {name for name, used in uses.items() if used & BUILDERS}
    grown = True
    while grown:
        more = {n for n, used in uses.items() if n not in builds and any(b.rpartition(".")[2] in used for b in builds)}
        builds |= more
        grown = bool(more)
    called = {b for b in builds if any(b.rpartition(".")[2] in uses[n] for n in builds if n != b)}
    for name in [*(n for n in functions if n in builds - called), *(n for n in functions if n in called)]:
        function, owner = functions[name]
        code = function.__code__
        if (code.co_filename, code.co_firstlineno, code.co_name) not in recorder.frames:
            yield name, function, owner


def call(name, function, owner, path):
    """Call one function with nothing known about its arguments."""
    from flowyml.core.step import clear_step_registry

    clear_step_registry()
    arguments = {}
    parameters = list(inspect.signature(function).parameters.values())
    positional = []
    if owner is not None and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
        quiet = {n: (lambda *a, **k: Anything(1.0)) for n in dir(owner) if n.startswith("assert")}
        quiet["__getattr__"] = lambda self, name: Anything(1.0)
        with contextlib.suppress(TypeError):
            owner = type(owner.__name__, (owner,), quiet)
        self = owner.__new__(owner)
        for start in ("setup_method", "setUp"):
            with contextlib.suppress(Exception):
                getattr(self, start)()
        positional = [self]
    for parameter in parameters:
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            value = Path.cwd() if parameter.name in ("tmp_path", "tmpdir") else Anything(1.0)
            if parameter.kind is parameter.POSITIONAL_ONLY:
                positional.append(value)
            else:
                arguments[parameter.name] = value
    try:
        with patience():
            function(*positional, **arguments)
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        return {**told(error, path), "function": name}
    return None


def answer(path):
    """Everything about one file."""
    recorder = Recorder()
    recorder.install()
    no_network()
    finder = MissingFinder()
    sys.meta_path.append(finder)
    with quiet():
        module, error = script(path, recorder)
        errors = []
        tried = set()
        for name, function, owner in left(module, path, recorder):
            if name in tried:
                continue
            tried.add(name)
            problem = call(name, function, owner, path)
            if problem is not None:
                errors.append(problem)
    found = list(recorder.pipelines)
    told_all = [pipeline_told(pipeline, recorder) for pipeline in found]
    return {"stopped": error, "errors": errors, "missing": finder.made, "pipelines": told_all}


def one(path, pipe):
    """The child: its folder, its home, its time."""
    folder = tempfile.mkdtemp(prefix="flowyml-probe-")
    os.environ["HOME"] = folder
    # Files that a program reads stand beside it; what it writes must not.
    shutil.copytree(path.parent, f"{folder}/work", ignore=shutil.ignore_patterns("*.pyc", ".*"))
    os.chdir(f"{folder}/work")
    signal.alarm(SECONDS)
    try:
        text = json.dumps(answer(path))
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        text = json.dumps({"broken": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})
    with os.fdopen(pipe, "w") as stream:
        stream.write(text)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def main():
    """One line a file: its path and what the original says of it."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import flowyml
    import flowyml.core.dynamic
    import flowyml.core.orchestrator

    sys.stdout.write(json.dumps({"version": flowyml.__version__, "python": sys.version.split()[0]}) + "\n")
    for name in sys.argv[1:]:
        sys.stdout.flush()
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            one(Path(name).resolve(), theirs)
        os.close(theirs)
        with os.fdopen(ours) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        said = json.loads(text) if text else {"broken": f"no answer within {SECONDS} seconds"}
        sys.stdout.write(json.dumps({"file": name, **said}) + "\n")


if __name__ == "__main__":
    main()
