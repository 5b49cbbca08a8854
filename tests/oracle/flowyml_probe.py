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
import functools
import json
import logging
import socket
import sys
import time
import warnings

from flowyml_telling import pipeline_told
from original_script import call, left, script
from original_standin import Anything, MissingFinder, quiet
from probe_children import answers

SECONDS = 90
MANY = 20
BUILDERS = {"Pipeline", "VersionedPipeline", "from_steps", "create_pipeline", "create_from_template"}


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


def answer(path):
    """Everything about one file."""
    from flowyml.core.step import clear_step_registry

    recorder = Recorder()
    recorder.install()
    no_network()
    finder = MissingFinder("flowyml")
    sys.meta_path.append(finder)
    with quiet():
        module, error = script(path)
        errors = []
        tried = set()
        for name, function, owner in left(module, path, recorder.frames, BUILDERS):
            if name in tried:
                continue
            tried.add(name)
            clear_step_registry()
            problem = call(name, function, owner, path)
            if problem is not None:
                errors.append(problem)
    found = list(recorder.pipelines)
    told_all = [pipeline_told(pipeline, recorder) for pipeline in found]
    return {"stopped": error, "errors": errors, "missing": finder.made, "pipelines": told_all}


def main():
    """One line a file: its path and what the original says of it."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import flowyml
    import flowyml.core.dynamic
    import flowyml.core.orchestrator

    sys.stdout.write(json.dumps({"version": flowyml.__version__, "python": sys.version.split()[0]}) + "\n")
    answers(sys.argv[1:], answer, root=lambda path: path.parent, seconds=SECONDS, copied=False)


if __name__ == "__main__":
    main()
