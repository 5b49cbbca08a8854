"""The parts of the original that would run something, and that note what they decide by, while it runs a DAG.

All the rest is the original's: its traversal, its run log with the scopes of branches, and how it fills a function's
parameters from them. This runs inside its venv.

Nothing here is annotated, for every object is the original's.
"""

import argparse
import contextlib
import fnmatch
import inspect
import re
import sys
import types
from pathlib import Path
from unittest import mock

from runnable_telling import branches, cast_told
from runnable_tokens import Given

ROUNDS = 2


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
    from extensions.catalog.file_system import FileSystemCatalog
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
            put(executor, "add_task_log_to_catalog", nothing)
            put(executor, "add_code_identities", nothing)
            put(executor, "_get_parameters", given(flow, executor._get_parameters))
        put(FileSystemCatalog, "put", putting(flow, FileSystemCatalog.put))
        put(FileSystemCatalog, "get", getting(flow, FileSystemCatalog.get))
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


def where(flow, catalog):
    """The path of the task that the catalog works for."""
    executor = getattr(catalog._context, "pipeline_executor", None)
    return "job" if executor is None else flow.names[executor._context_node.internal_name]


def sample(pattern):
    """A file that fits a pattern."""
    return Path(re.sub(r"\[!?(.)[^]]*\]|[*?]+", lambda found: found[1] or "x", pattern.replace("**/", "")))


def putting(flow, original):
    """Let there be files that fit, put what fits, and remember who did."""

    def put(catalog, name, *args, **kwargs):
        for one in (sample(name), *map(sample, flow.asked)):
            if fnmatch.fnmatch(str(one), name) or fnmatch.fnmatch(str(one), name.replace("**/", "")):
                one.parent.mkdir(parents=True, exist_ok=True)
                one.write_text(name, encoding="utf-8")
        found = original(catalog, name, *args, **kwargs)
        flow.files.update({one.name: where(flow, catalog) for one in found})
        return found

    return put


def getting(flow, original):
    """Note who put the files that a task gets, or that there are none."""

    def get(catalog, name):
        taker = where(flow, catalog)
        try:
            found = original(catalog, name)
        except Exception:  # noqa: BLE001 - a run ends here, but what comes after it has values too
            flow.absent.add((taker, name))
            return []
        if flow.only is None:
            flow.taken.update((taker, name, flow.files[one.name]) for one in found)
        return found

    return get


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
    import extensions.nodes.map as maps
    from runnable.defaults import IterableParameterModel

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
        return keys[flow.branches.get(node.internal_name, 0)]

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
