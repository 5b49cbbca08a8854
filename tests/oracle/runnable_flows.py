"""Run a DAG of the original by its own executor, with a token for each value: which of them reaches which parameter.

This runs inside its venv. Nothing here is annotated, for every object is the original's.
"""

import asyncio
import itertools
import math
from unittest import mock

from original_standin import quiet
from runnable_replaced import replaced
from runnable_telling import branches
from runnable_tokens import Flow

MOST = 60
FEW = 16
RUNS = itertools.count()
SERVICES = {
    "pipeline_executor": {"type": "local", "config": {"object_serialisation": False}},
    "job_executor": {"type": "local", "config": {}},
    "run_log_store": {"type": "file-system", "config": {}},
    "catalog": {"type": "file-system", "config": {}},
    "pickler": {"type": "pickle", "config": {}},
    "secrets": {"type": "do-nothing", "config": {}},
}


def nodes(dag):
    """All nodes of a DAG and of the DAGs in it, each with the DAG that it is in."""
    for node in dag.nodes.values():
        yield node, dag
        for _, branch in branches(node):
            yield from nodes(branch)


def decisions(dag, above=()):
    """The conditionals of a DAG by internal name, with what must be taken around each for it to be reached."""
    for node in dag.nodes.values():
        for index, (_, branch) in enumerate(branches(node)):
            here = ((node.internal_name, index),) if node.node_type == "conditional" else ()
            if here:
                yield (*above, *here)
            yield from decisions(branch, (*above, *here))


def choices(dag):
    """Which branch each conditional takes: all ways there are, or else enough of them to take each branch once."""
    found = list(decisions(dag))
    sizes = {}
    for path in found:
        name, index = path[-1]
        sizes[name] = max(sizes.get(name, 0), index + 1)
    if math.prod(sizes.values()) <= FEW:
        indices = itertools.product(*(range(size) for size in sizes.values()))
        return [dict(zip(sizes, taken, strict=True)) for taken in indices]
    return [dict(path) for path in found]


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
    lists = {node.iterate_on for node, _ in everything if node.node_type == "map"}
    catalogs = [node.catalog for node, _ in everything if getattr(node, "catalog", None)]
    flow = Flow(names, lists, [name for catalog in catalogs for name in catalog.get])
    handled = [(node, of) for node, of in everything if getattr(node, "on_failure", "")]
    errors = []
    plans = [(taken, one) for one in (None, *handled) for taken in choices(dag)][:MOST]
    for taken, one in plans:
        flow.branches = taken
        flow.files.clear()
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
    with mock.patch.object(context, "get_pipeline_spec_from_python", return_value=dag):
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
        with quiet(), replaced(flow), mock.patch.object(context, "get_job_spec_from_python", return_value=(task, [])):
            made = context.JobContext.model_validate({**settings, "job_definition_file": "probe.main"})
            context.set_run_context(made)
            made.execute()
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        errors.append(f"{type(error).__name__}: {error}")
    finally:
        context.set_run_context(None)
    return flow.answer() | {"errors": errors}
