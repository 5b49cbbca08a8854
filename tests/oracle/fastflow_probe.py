"""Ask the original what it makes of fastflow files: run with the Python of a venv that can import `fastflow`.

    python fastflow_probe.py FILE…

One line of JSON a file. Each file is run as a script in a process of its own, without network, server and delays.
`FlowExecutor.run` is replaced until the file has ended; functions that nobody has called by then (the routes of the
page) are called, coroutines awaited, streams read to their end. Of each executor, drawing and flow that was made the
original then tells what it is, and what a run of it does (`fastflow_telling.py`).

Icefloe is not in that venv. Nothing here is annotated, for every object is the original's.
"""

import asyncio
import contextlib
import functools
import inspect
import json
import logging
import socket
import sys
import time
import types
import warnings

from fastflow_telling import Warned, defaults_told, editor_told, executor_told, flow_told
from original_script import call, left, script
from original_standin import MissingFinder, quiet
from probe_children import answers

PACKAGES = ("fastflow", "fastflow.api", "fastflow.components", "fastflow.execution", "fastflow.state")
BUILDERS = {
    "FlowExecutor", "quick_flow", "run_pipeline", "run_sequential", "FlowEditor", "Flow", "flow_from_steps",
    "from_dict", "from_langgraph", "run", "run_with_results",
}  # fmt: skip
MANY = 20


class Recorder:
    """All executors, drawings and flows that a file makes, in order, and how the executors were run."""

    def __init__(self):
        self.executors = []
        self.editors = []
        self.flows = []
        self.runs = []
        self.frames = set()
        self.path = ""
        self.whole_run = None

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
        import fastflow
        from fastflow.execution import FlowExecutor
        from fastflow.state import Flow

        self.around(FlowExecutor, "__init__", self.executors)
        self.around(Flow, "__init__", self.flows)
        drawn = fastflow.components.FlowEditor
        recorder = self

        @functools.wraps(drawn)
        def editor(*children, **options):
            if len(recorder.editors) < MANY:
                recorder.editors.append((options.get("id", "flowgraph"), recorder.place(), children, options))
            return drawn(*children, **options)

        async def run(executor, context=None, reset_first=True, pre_delay=0.3, post_delay=0.2):
            recorder.place()
            recorder.runs.append((executor, context))
            for nothing in ():
                yield nothing

        self.whole_run = FlowExecutor.run
        FlowExecutor.run = run
        for name in PACKAGES:
            for word, value in list(vars(sys.modules[name]).items()):
                if value is drawn:
                    setattr(sys.modules[name], word, editor)

    def around(self, cls, method, kept):
        """Record every object that a class makes."""
        made = getattr(cls, method)

        @functools.wraps(made)
        def init(self_, *args, **kwargs):
            made(self_, *args, **kwargs)
            line = self.place()
            if len(kept) < MANY:
                kept.append((self_, line))

        setattr(cls, method, init)


def isolated():
    """No socket, no server, no delay."""

    def refuse(*args, **kwargs):
        raise OSError("no network here")

    async def at_once(seconds, result=None):
        return result

    socket.socket.connect = refuse
    socket.create_connection = refuse
    time.sleep = lambda seconds: None
    asyncio.sleep = at_once
    import fasthtml.common
    import fasthtml.core

    for module in (fasthtml.common, fasthtml.core):
        module.serve = lambda *args, **kwargs: None


def finish(value):
    """Await what a function gave, and read what streams."""

    async def whole():
        ended = await value if inspect.isawaitable(value) else value
        ended = getattr(ended, "body_iterator", ended)
        if hasattr(ended, "__aiter__"):
            async for _ in ended:
                pass

    asyncio.run(whole())


def answer(path):
    """Everything about one file."""
    recorder = Recorder()
    recorder.path = str(path)
    recorder.install()
    finder = MissingFinder("fastflow", "fasthtml", "fastcore", folder=str(path.parent))
    sys.meta_path.append(finder)
    errors, tried = [], set()
    with quiet():
        module, error = script(path)
        for name, function, owner in left(unrouted(module), path, recorder.frames, BUILDERS):
            if name not in tried:
                tried.add(name)
                problem = call(name, function, owner, path, finish)
                errors += [problem] if problem is not None else []
        # What a page shows may be built in another module.
        for name, function in routes(module, recorder):
            problem = None if name in tried else call(name, function, None, path, finish)
            errors += [problem] if problem is not None else []
    from fastflow.execution import FlowExecutor

    FlowExecutor.run = recorder.whole_run
    executors = [executor_told(one, line, contexts(recorder, one)) for one, line in list(recorder.executors)]
    return {
        "stopped": error,
        "errors": errors,
        "missing": finder.made,
        "executors": executors,
        "editors": [editor_told(*one) for one in recorder.editors],
        "flows": [flow_told(flow, line) for flow, line in list(recorder.flows)],
    }


def unrouted(module):
    """The names of a module, with each route as the function that it is made of."""
    return types.SimpleNamespace(
        **{name: getattr(value, "__wrapped__", value) if hasattr(value, "__routename__") else value
           for name, value in vars(module).items()}
    )  # fmt: skip


def routes(module, recorder):
    """The routes of a module that nothing has called so far."""
    for name, value in list(vars(module).items()):
        code = getattr(getattr(value, "__wrapped__", None), "__code__", None)
        called = code and (code.co_filename, code.co_firstlineno, code.co_name) in recorder.frames
        if code and hasattr(value, "__routename__") and not called:
            yield name, value.__wrapped__


def contexts(recorder, executor):
    """What each run of an executor was given."""
    return [context for one, context in recorder.runs if one is executor]


def project(path):
    """The folder of the nearest project file above a file, or else its own."""
    return next((one for one in path.parents if (one / "pyproject.toml").exists()), path.parent)


def main():
    """One line about the original, and one a file."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):
        import fastflow
        import fastflow.api
    logger = logging.getLogger("fastflow")
    logger.handlers[:] = [Warned()]
    logger.propagate = False
    isolated()
    about = {"version": fastflow.__version__, "python": sys.version.split()[0], "defaults": defaults_told()}
    sys.stdout.write(json.dumps(about) + "\n")
    answers(sys.argv[1:], answer, root=project)


if __name__ == "__main__":
    main()
