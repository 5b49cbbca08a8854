"""Run a DAG of the original by its own executor, with a token for each value: which of them reaches which parameter.

Every function is replaced by one of the same signature that gives a token for each name that its task returns, every
shell and every notebook engine by one that does the same; all the rest is the original's: its traversal, its run log
with the scopes of branches, and how it fills a function's parameters from them. This runs inside its venv.

Nothing here is annotated, for every object is the original's.
"""

import argparse
import asyncio
import contextlib
import importlib
import inspect
import itertools
import json
import os
import sys
import types
from pathlib import Path
from unittest import mock

from original_standin import quiet
from runnable_telling import branches, cast_told

ROUNDS = 2
MOST = 40
RUNS = itertools.count()
SERVICES = {
    "pipeline_executor": {"type": "local", "config": {"object_serialisation": False}},
    "job_executor": {"type": "local", "config": {}},
    "run_log_store": {"type": "file-system", "config": {}},
    "catalog": {"type": "file-system", "config": {}},
    "pickler": {"type": "pickle", "config": {}},
    "secrets": {"type": "do-nothing", "config": {}},
}


class ToldToFailError(Exception):
    """A task that shall fail has been reached."""


class Flow:
    """What reaches what: filled over several runs of one DAG."""

    def __init__(self, names, lists):
        self.names = names
        self.lists = lists
        self.tokens = {}
        self.sources = {}
        self.bound = {}
        self.casts = {}
        self.offered = {}
        self.broken = {}
        self.uncallable = set()
        self.lost = set()
        self.node = None
        self.items = {}
        self.failing = None
        self.only = None
        self.choice = 0

    # --- values ---------------------------------------------------------------------------------------------------

    def token(self, source):
        """A text that stands for a value."""
        if source not in self.sources:
            self.sources[source] = f"token{len(self.sources)}"
            self.tokens[self.sources[source]] = source
        return self.sources[source]

    def value(self, name, source):
        """A value of a name: a list of one token where something is mapped over that name."""
        return [self.token(source)] if name in self.lists else self.token(source)

    def told(self, name, value):
        """Where a value comes from."""
        if isinstance(value, str) and value in self.tokens:
            return {f"item {name}"} if self.items.get(name) == value else {self.tokens[value]}
        if isinstance(value, (list, tuple)):
            found = [self.told("", item) for item in value]
            return set().union(*found)
        if isinstance(value, Given):
            return {value.word}
        return {"nothing"} if value == "" else {f"value {value!r}"}

    def note(self, where, parameter, name, value):
        """One value has reached one parameter."""
        if self.counts():
            self.bound.setdefault((where, parameter), set()).update(self.told(name, value))

    def counts(self):
        """Whether what happens now is to be noted: in a run that fails only what runs because of that."""
        where = self.node[0]
        return self.only is None or any(where == one or where.startswith(f"{one}/") for one in self.only)

    # --- what the original calls -----------------------------------------------------------------------------------

    def enter(self, node, iteration):
        """A task or a composite is about to run."""
        self.node = (self.names[node.internal_name], node)
        self.items = {k: v.value for k, v in ((iteration.map_variable if iteration else None) or {}).items()}

    def results(self, returns):
        """What a task gives."""
        where, node = self.node
        if self.failing == where:
            raise ToldToFailError(where)
        return [self.value(one.name, f"{where}.{one.name}") for one in returns]

    def load(self, module):
        """What stands for an imported module: its functions give tokens."""
        where, node = self.node
        returns = (node.executable if hasattr(node, "executable") else node).returns
        return types.SimpleNamespace() if module is None else _Module(self, module, where, returns)

    def shell(self, *args, env, **kwargs):
        """A shell that has run: it saw this environment, and exports what is asked of it."""
        where, node = self.node
        task = node.executable if hasattr(node, "executable") else node
        self.offer(where, {name: _json(text) for name, text in env.items() if not name.startswith("RUNNABLE_")})
        try:
            values = self.results(task.returns)
        except ToldToFailError:
            return types.SimpleNamespace(communicate=lambda: ("", "failed"), returncode=1)
        lines = [f"{one.name}={json.dumps(value)}" for one, value in zip(task.returns, values, strict=True)]
        said = "\n".join(["=== COLLECT ===", *lines])
        return types.SimpleNamespace(communicate=lambda: (said, ""), returncode=0)

    def notebook(self, *args, parameters, output_path, **kwargs):
        """A notebook that has run with these values."""
        Path(output_path).write_text("", encoding="utf-8")
        self.offer(self.node[0], parameters)

    def namespace(self, *args, **kwargs):
        """The names of a notebook that has run."""
        where, node = self.node
        task = node.executable if hasattr(node, "executable") else node
        values = dict(zip([one.name for one in task.returns], self.results(task.returns), strict=True))
        return types.SimpleNamespace(get_namespace=lambda: values)

    def offer(self, where, values):
        """All these names are there for a shell or a notebook to read."""
        if self.counts():
            for name, value in values.items():
                self.offered.setdefault(where, {}).setdefault(name, set()).update(self.told(name, value))

    def answer(self):
        """All of it as JSON."""
        return {
            "bound": sorted([where, p, sorted(found)] for (where, p), found in self.bound.items()),
            "casts": sorted([where, p, cast] for (where, p), cast in self.casts.items()),
            "offered": {w: {n: sorted(found) for n, found in names.items()} for w, names in self.offered.items()},
            "broken": self.broken,
            "uncallable": sorted(self.uncallable),
            "lost": sorted(self.lost),
        }


class Given:
    """The default of a parameter, or that nothing gives it."""

    def __init__(self, word):
        self.word = word


class _Module:
    """A module whose functions note what they get, and give tokens."""

    def __init__(self, flow, name, where, returns):
        self.__dict__.update(flow=flow, name=name, where=where, returns=returns)

    def __getattr__(self, name):
        flow, where = self.flow, self.where
        try:
            function = getattr(importlib.import_module(self.name), name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the original would meet it here
            flow.broken[where] = f"{type(error).__name__}: {error}"
            function = _unknown
        is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
        values = lambda: tuple(flow.results(self.returns)) or None  # noqa: E731

        def give(**arguments):
            return values() if len(self.returns) != 1 else values()[0]

        async def give_async(**arguments):
            return give(**arguments)

        made = give_async if is_async else give
        made.__signature__ = _open(function)
        made.__name__ = name
        made.original = function
        return made


def _unknown(**anything):
    """Stands for a function that the original cannot import."""


def _open(function):
    """The signature of a function where everything has a default, and nothing a type but for a namespace."""
    signature = inspect.signature(function)
    opened = []
    for one in signature.parameters.values():
        if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) or one.annotation == argparse.Namespace:
            opened.append(one)
            continue
        given = Given("missing" if one.default is one.empty else "default")
        opened.append(one.replace(default=given, annotation=one.empty, kind=one.KEYWORD_ONLY))
    return inspect.Signature(sorted(opened, key=lambda one: one.kind))


def _json(text):
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return text


def filling(flow, original):
    """The original's way to fill a function's parameters, with a note of each."""

    def fill(function, params, iteration=None):
        where, _ = flow.node
        found = original(function, params, iteration)
        signature = inspect.signature(function.original).parameters
        for name, value in found.items():
            if isinstance(value, argparse.Namespace):
                for inner, one in vars(value).items():
                    flow.note(where, f"{name}.{inner}", inner, one)
                continue
            flow.note(where, name, name, value)
            declared = signature.get(name)
            plain = declared is not None and not isinstance(value, Given)
            if plain and getattr(params.get(name), "kind", "") != "object" and flow.counts():
                flow.casts[where, name] = cast_told(declared)
            if plain and declared.kind is declared.POSITIONAL_ONLY:
                flow.uncallable.add(where)
        return found

    return fill


@contextlib.contextmanager
def replaced(flow):
    """Let the original's parts that would run something give tokens, and note what it decides by."""
    from extensions.job_executor import GenericJobExecutor
    from extensions.nodes.conditional import ConditionalNode
    from extensions.nodes.loop import LoopNode
    from extensions.nodes.map import MapNode
    from extensions.nodes.parallel import ParallelNode
    from extensions.nodes.task import TaskNode
    from extensions.pipeline_executor import GenericPipelineExecutor
    from runnable import parameters, tasks

    engine = types.ModuleType("ploomber_engine")
    engine.execute_notebook = flow.notebook
    client = types.ModuleType("ploomber_engine.ipython")
    client.PloomberClient = types.SimpleNamespace(from_path=flow.namespace)
    nothing = lambda *args, **kwargs: None  # noqa: E731
    with contextlib.ExitStack() as stack:
        put = lambda owner, name, value: stack.enter_context(mock.patch.object(owner, name, value))  # noqa: E731
        put(tasks, "importlib", types.SimpleNamespace(import_module=flow.load))
        put(tasks, "subprocess", types.SimpleNamespace(Popen=flow.shell, PIPE=None))
        put(parameters, "filter_arguments_for_func", filling(flow, parameters.filter_arguments_for_func))
        stack.enter_context(
            mock.patch.dict(sys.modules, {"ploomber_engine": engine, "ploomber_engine.ipython": client})
        )
        for executor in (GenericPipelineExecutor, GenericJobExecutor):
            put(executor, "_sync_catalog", nothing)
            put(executor, "add_task_log_to_catalog", nothing)
            put(executor, "add_code_identities", nothing)
            put(executor, "_get_parameters", given(flow, executor._get_parameters))
        put(tasks.NotebookTaskType, "get_notebook_output_path", lambda *args, **kwargs: "out.ipynb")
        put(TaskNode, "execute", entered(flow, TaskNode.execute))
        put(TaskNode, "execute_async", entered(flow, TaskNode.execute_async))
        put(LoopNode, "execute_as_graph", looped(flow, LoopNode.execute_as_graph))
        for owner in (MapNode, ParallelNode, ConditionalNode, LoopNode):
            for word in ("execute_as_graph", "execute_as_graph_async"):
                put(owner, word, composite(flow, getattr(owner, word)))
        put(MapNode, "execute_as_graph", mapped(flow, MapNode.execute_as_graph))
        put(MapNode, "execute_as_graph_async", mapped(flow, MapNode.execute_as_graph_async))
        put(MapNode, "get_reducer_function", lambda node: lambda *values: list(values))
        put(ConditionalNode, "get_parameter_value", chosen(flow))
        put(LoopNode, "get_break_condition_value", broken_on(flow))
        yield


def entered(flow, original):
    """Remember which task runs."""

    def execute(node, *args, **kwargs):
        flow.enter(node, kwargs.get("iter_variable"))
        return original(node, *args, **kwargs)

    return execute


def given(flow, original):
    """The parameters as the original collects them, with tokens for their values."""

    def collect(executor):
        found = original(executor)
        for name, parameter in found.items():
            parameter.value = flow.value(name, f"parameter {name}")
        return found

    return collect


@contextlib.contextmanager
def found(flow, node, iteration):
    """The original looks for a composite inside a map or a loop under a name with a placeholder, where nothing is: it
    fails at the composite's end. Note that, and put the right name there."""
    from runnable.defaults import IterableParameterModel

    import extensions.nodes.map as maps

    written = node.internal_branch_name
    if "_variable_placeholder" in written:
        flow.lost.add(flow.names[node.internal_name])
    rounds = list(iteration.loop_variable or []) if iteration else []

    def item(map_variable):
        return IterableParameterModel(map_variable=map_variable, loop_variable=rounds)

    node.internal_branch_name = node._resolve_iter_placeholders(written, iteration)
    with mock.patch.object(maps, "IterableParameterModel", item):
        yield
    node.internal_branch_name = written


def composite(flow, original):
    """Let a composite do its work, wherever it stands."""
    if inspect.iscoroutinefunction(original):

        async def execute(node, iter_variable=None):
            with found(flow, node, iter_variable):
                await original(node, iter_variable=iter_variable)

    else:

        def execute(node, iter_variable=None):
            with found(flow, node, iter_variable):
                original(node, iter_variable=iter_variable)

    return execute


def mapped(flow, original):
    """Note what is mapped over, and see that it is there and a list."""

    def execute(node, iter_variable=None):
        from runnable.datastore import JsonParameter

        flow.enter(node, iter_variable)
        context = node._context
        store, run = context.run_log_store, context.run_id
        there = store.get_parameters(run).get(node.iterate_on)
        value = Given("missing") if there is None else there.get_value()
        flow.note(flow.node[0], "iterate_on", node.iterate_on, value)
        if not isinstance(value, list):
            value = flow.value(node.iterate_on, "missing") if there is None else [value]
            store.set_parameters(run, {node.iterate_on: JsonParameter(kind="json", value=value)})
        return original(node, iter_variable=iter_variable)

    return execute


def chosen(flow):
    """Note what decides, and let this run take one of the branches."""

    def get(node):
        there = node._context.run_log_store.get_parameters(node._context.run_id).get(node.parameter)
        value = Given("missing") if there is None else there.get_value()
        flow.node = (flow.names[node.internal_name], node)
        flow.note(flow.node[0], "parameter", node.parameter, value)
        keys = [name for name, _ in branches(node)]
        return keys[min(flow.choice, len(keys) - 1)]

    return get


def looped(flow, original):
    """A few rounds are enough to see what one hands to the next."""

    def execute(node, iter_variable=None):
        node.max_iterations = min(node.max_iterations, ROUNDS)
        return original(node, iter_variable=iter_variable)

    return execute


def broken_on(flow):
    """Note what ends a loop, and let it go on."""

    def get(node, iter_variable=None):
        branch = node._get_iteration_branch_name(iter_variable)
        there = node._context.run_log_store.get_parameters(node._context.run_id, internal_branch_name=branch)
        value = there[node.break_on].get_value() if node.break_on in there else Given("missing")
        flow.node = (flow.names[node.internal_name], node)
        flow.note(flow.node[0], "break_on", node.break_on, value)
        return False

    return get


# --- runs -----------------------------------------------------------------------------------------------------------


def nodes(dag):
    """All nodes of a DAG and of the DAGs in it, each with the DAG that it is in."""
    for node in dag.nodes.values():
        yield node, dag
        for _, branch in branches(node):
            yield from nodes(branch)


def after_failure(node, dag, names):
    """The paths of the nodes that run because a node has failed."""
    found, following = [], node.on_failure
    while following and dag.nodes[following].node_type not in ("success", "fail"):
        found.append(names[dag.nodes[following].internal_name])
        following = dag.nodes[following].next_node
    return found


def flows(dag, names, *, parameters_file="", is_async=False):
    """Run a DAG as often as it takes to see every branch and every handler."""
    from runnable import context

    everything = list(nodes(dag))
    flow = Flow(names, {node.iterate_on for node, _ in everything if node.node_type == "map"})
    choices = max([len(node.branches) for node, _ in everything if node.node_type == "conditional"], default=1)
    handled = [(node, of) for node, of in everything if getattr(node, "on_failure", "")]
    errors = []
    plans = [(choice, one) for one in (None, *handled) for choice in range(choices)][:MOST]
    for choice, one in plans:
        flow.choice = choice
        flow.failing = None if one is None else names[one[0].internal_name]
        flow.only = None if one is None else after_failure(*one, names)
        try:
            with quiet(), replaced(flow):
                run(dag, parameters_file, f"run{next(RUNS)}", is_async=is_async)
        except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
            if one is None:
                errors.append(f"{type(error).__name__}: {error}")
        finally:
            context.set_run_context(None)
    return flow.answer() | {"errors": list(dict.fromkeys(errors))}


def run(dag, parameters_file, name, *, is_async):
    """One run of a DAG."""
    from runnable import context

    settings = {**SERVICES, "parameters_file": parameters_file, "tag": "", "run_id": name, "configuration_file": ""}
    if is_async:
        made = context.AsyncPipelineContext.model_validate({**settings, "dag": dag})
        context.set_run_context(made)
        asyncio.run(made.execute_async())
        return
    with mock.patch.object(context, "get_pipeline_spec_from_python", lambda file: dag):
        made = context.PipelineContext.model_validate({**settings, "pipeline_definition_file": "probe.main"})
        context.set_run_context(made)
        made.execute()


def job_flows(job, parameters_file=""):
    """Run a job once."""
    from runnable import context

    task = job.get_task()
    flow = Flow({}, set())
    flow.node = ("job", task)
    settings = {**SERVICES, "parameters_file": parameters_file, "tag": "", "run_id": f"job{next(RUNS)}"} | {
        "configuration_file": ""
    }
    errors = []
    try:
        with quiet(), replaced(flow), mock.patch.object(context, "get_job_spec_from_python", lambda file: (task, [])):
            made = context.JobContext.model_validate({**settings, "job_definition_file": "probe.main"})
            context.set_run_context(made)
            made.execute()
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        errors.append(f"{type(error).__name__}: {error}")
    finally:
        context.set_run_context(None)
    os.environ.pop("RUNNABLE_RUN_ID", None)
    return flow.answer() | {"errors": errors}
