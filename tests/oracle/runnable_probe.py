"""Ask the original what it makes of runnable files: run with the Python of a venv that holds `runnable`.

    python runnable_probe.py FILE…

One line of JSON a file. Each file is run as a script in a process of its own, in a copy of its project and with a home
of its own; `execute` is replaced, so that no task runs. A YAML file goes through the original's own loader. Of each
pipeline and job that comes into being the original then tells: its DAG (`return_dag`), the parameters as it loads
them, and which value reaches which parameter (its own executor, see `runnable_flows`). Functions that nobody calls are
called once the file has run.

Icefloe is not in that venv. Nothing here is annotated, for every object is the original's.
"""

import contextlib
import functools
import json
import logging
import os
import socket
import sys
import time
import warnings
from pathlib import Path

from original_script import call, left, script
from original_standin import Anything, MissingFinder, quiet
from probe_children import answers
from runnable_flows import flows, job_flows
from runnable_telling import catalog_told, dag_told, parameters_told, plain, task_told

SECONDS = 240
MANY = 20
BUILDERS = {
    *("Pipeline", "AsyncPipeline", "PythonJob", "NotebookJob", "ShellJob"),
    *("as_pipeline", "as_async_pipeline"),
}


class Recorder:
    """All pipelines and jobs that a file makes, in order, which of them are part of another, and how they are
    executed."""

    def __init__(self):
        self.made = []
        self.inner = []
        self.executed = []
        self.frames = set()
        self.places = {}

    def install(self):
        from runnable import sdk

        for owner in (sdk.Pipeline, sdk.AsyncPipeline, sdk.BaseJob):
            owner.__init__ = self.making(owner.__init__)
        sdk.BaseTraversal.__init__ = self.holding(sdk.BaseTraversal.__init__)
        for owner in (sdk.Pipeline, sdk.BaseJob):
            owner.execute = self.executing()
        sdk.AsyncPipeline.execute_streaming = self.streaming()

    def making(self, original):
        @functools.wraps(original)
        def init(made, *args, **kwargs):
            for step in kwargs.get("steps") or ():
                self.inner.append(getattr(step, "on_failure", None))
            frame = sys._getframe(1)
            while frame is not None and _foreign(frame.f_code.co_filename):
                frame = frame.f_back
            place = (frame.f_code.co_filename, frame.f_lineno)
            while frame is not None:
                self.frames.add((frame.f_code.co_filename, frame.f_code.co_firstlineno, frame.f_code.co_name))
                frame = frame.f_back
            original(made, *args, **kwargs)
            self.places[place] = self.places.get(place, 0) + 1
            if self.places[place] <= MANY:
                self.made.append((made, place))

        return init

    def holding(self, original):
        @functools.wraps(original)
        def init(step, *args, **kwargs):
            held = kwargs.get("branches")
            self.inner += [kwargs.get("on_failure"), kwargs.get("branch"), *(held.values() if held else ())]
            original(step, *args, **kwargs)

        return init

    def executing(self):
        def execute(made, *args, **kwargs):
            self.note(made, args, kwargs)
            return Anything(1.0)

        return execute

    def streaming(self):
        async def stream(made, *args, **kwargs):
            self.note(made, args, kwargs)
            return
            yield

        return stream

    def note(self, made, args, kwargs):
        from runnable.parameters import get_user_set_parameters

        found = get_user_set_parameters()
        environment = {name: {"value": plain(one.value), "settable": True} for name, one in found.items()}
        given = dict(zip(_ORDER, args, strict=False)) | kwargs
        self.executed.append((made, given | {"environment": environment}))

    def top(self):
        """Those that are executed, or are no part of another."""
        executed = {id(made) for made, _ in self.executed}
        inner = {id(one) for one in self.inner if one is not None}
        return [(made, place) for made, place in self.made if id(made) in executed or id(made) not in inner]


_ORDER = ("configuration_file", "run_id", "tag", "parameters_file", "log_level")


def _foreign(path):
    return "site-packages" in path or Path(path).parent == Path(__file__).parent


def no_network():
    """No socket, no sleep."""

    def refuse(*args, **kwargs):
        raise OSError("no network here")

    socket.socket.connect = refuse
    socket.create_connection = refuse
    time.sleep = lambda seconds: None


def answer(path):
    """Everything about one file."""
    if path.suffix in (".yaml", ".yml"):
        return {"stopped": None, "pipelines": [yaml_told(path)]}
    recorder = Recorder()
    recorder.install()
    finder = MissingFinder("runnable", "extensions", folder=str(Path.cwd()))
    sys.meta_path.append(finder)
    with quiet():
        module, error = script(path)
        errors, tried = [], set()
        for name, function, owner in left(module, path, recorder.frames, BUILDERS):
            if name not in tried:
                tried.add(name)
                problem = call(name, function, owner, path)
                errors += [problem] if problem is not None else []
    sys.meta_path.remove(finder)
    found = [told(made, place, recorder) for made, place in recorder.top()]
    return {"stopped": error, "errors": errors, "pipelines": found}


def told(made, place, recorder):
    """Everything about one pipeline or job."""
    from runnable import sdk

    file, line = place
    here = Path.cwd()
    answer = {
        "file": Path(file).relative_to(here).as_posix() if Path(file).is_relative_to(here) else file,
        "line": line,
    }
    given = [how for owner, how in recorder.executed if owner is made]
    named = next((one for one in (how.get("parameters_file") for how in given) if one), "")
    configured = next((one for one in (how.get("configuration_file") for how in given) if one), "")
    parameters = loaded(named)
    environment = next((how["environment"] for how in given if how["environment"]), {})
    answer["parameters"] = environment if parameters is None else {**parameters, **environment}
    answer["environment"] = list(environment)
    answer["executor"] = executor(configured, isinstance(made, sdk.BaseJob))
    usable = named if parameters and "error" not in parameters else ""
    if isinstance(made, sdk.BaseJob):
        return answer | job_told(made, usable)
    return answer | pipeline_told(made.return_dag, usable, is_async=isinstance(made, sdk.AsyncPipeline))


def executor(path, is_job):
    """The executor that a configuration file names, as the original reads it; empty without a file."""
    from runnable import context

    kind = context.ExecutionContext.JOB if is_job else context.ExecutionContext.PIPELINE
    try:
        found = context.ServiceConfigurations(configuration_file=path, execution_context=kind)
        services = found.services
    except Exception as error:  # noqa: BLE001 - whatever it is, a run would meet it too
        return f"{type(error).__name__}: {error}"
    if not found.configuration_file:
        return ""
    return services["job_executor" if is_job else "pipeline_executor"].get("type", "")


def loaded(path):
    """The parameters of a file, or why it cannot be read; None without a file."""
    if not path:
        return None
    try:
        return parameters_told(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, a run would meet it too
        return {"error": f"{type(error).__name__}: {error}"}


def pipeline_told(make, parameters_file, *, is_async=False):
    """A DAG and what flows in it, or why it is none."""
    try:
        with quiet():
            dag = make()
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        return {"refused": f"{type(error).__name__}: {error}"}
    names = {}
    with quiet():
        answer = {"dag": dag_told(dag, names)}
    return answer | {"flows": flows(dag, names, parameters_file=parameters_file, is_async=is_async)}


def job_told(job, parameters_file):
    """A job as a DAG of one node."""
    try:
        with quiet():
            task = job.get_task()
            node = {"name": "job", "type": "task", "next": "success", "on_failure": "", "overrides": {}, "branches": []}
            node |= {"catalog": catalog_told(job.catalog)} | task_told(task)
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        return {"job": True, "refused": f"{type(error).__name__}: {error}"}
    dag = {"start": "job", "description": "", "nodes": [node]}
    return {"job": True, "dag": dag, "flows": job_flows(job, parameters_file)}


def yaml_told(path):
    """A pipeline that YAML says, by the original's loader."""
    from runnable.context import get_pipeline_spec_from_yaml

    place = {"file": path.relative_to(Path.cwd()).as_posix(), "line": 1, "executor": executor("", False)}
    return place | {"parameters": None} | pipeline_told(lambda: get_pipeline_spec_from_yaml(str(path)), "")


def project(path):
    """The folder of the nearest project file above a file, or else its own."""
    return next((one for one in path.parents if (one / "pyproject.toml").exists()), path.parent)


def prepare():
    """No setting of the machine reaches the original, which finds a project's modules from its root."""
    for name in [name for name in os.environ if name.startswith("RUNNABLE_")]:
        del os.environ[name]
    # Python finds them there for `python -m`, and beside the script.
    sys.path.insert(0, str(Path.cwd()))


def silence():
    """The original prints through consoles of its own."""
    import runnable

    for console in (runnable.console, runnable.task_console):
        for word in ("print", "log", "rule", "print_exception"):
            setattr(console, word, lambda *args, **kwargs: None)


def main():
    """One line a file: its path and what the original says of it."""
    warnings.simplefilter("ignore")
    from importlib.metadata import version

    with contextlib.redirect_stdout(sys.stderr):
        import runnable.cli
        import runnable.entrypoints
        import runnable.sdk  # noqa: F401
    logging.disable(logging.CRITICAL)
    silence()
    no_network()
    sys.stdout.write(json.dumps({"version": version("runnable"), "python": sys.version.split()[0]}) + "\n")
    ignored = ("*.pyc", ".*", "*.plan.json")
    answers(sys.argv[1:], answer, root=project, prepare=prepare, seconds=SECONDS, ignored=ignored)


if __name__ == "__main__":
    main()
