"""What the original says of one pipeline, as JSON; this runs inside its venv.

Nothing here is annotated, for every object is the original's.
"""

import contextlib
import inspect
from unittest import mock

from original_standin import Anything, quiet


class Token:
    """What a step gave: output `output` of step `step`."""

    def __init__(self, step, output):
        self.step = step
        self.output = output


def plain(value, depth=0):
    """A value as JSON, as far as it has one; anything else by its type."""
    if isinstance(value, Anything):
        return {"unknown": True}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": repr(value)}
    if depth < 6 and isinstance(value, (list, tuple)):
        return {type(value).__name__: [plain(item, depth + 1) for item in value]}
    if depth < 6 and isinstance(value, dict):
        return {"dict": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in value.items()]}
    return {"object": type(value).__name__}


def stub(step, log):
    """A function of the same signature that notes its arguments and gives a token for each output."""

    def give(*args, **kwargs):
        log.append((step.name, dict(kwargs)))
        tokens = [Token(step.name, output) for output in step.outputs]
        if not tokens:
            return Token(step.name, step.name)
        return tokens[0] if len(tokens) == 1 else tuple(tokens)

    give.__signature__ = inspect.signature(step.func)
    give.__name__ = step.name
    return give


def special(step):
    """What a step is that is not a function of the user's."""
    kinds = {"SubPipelineStep": "sub", "DynamicStep": "dynamic", "MapTaskStep": "map"}
    return kinds.get(type(step).__name__, "")


def resources(value):
    """Resources as the original holds them."""
    if value is None:
        return None
    if isinstance(value, dict):
        return {"raw": plain(value)}
    gpu = getattr(value, "gpu", None)
    return {
        "cpu": plain(value.cpu),
        "memory": plain(value.memory),
        "storage": plain(value.storage),
        "gpu": None if gpu is None else {"type": plain(gpu.gpu_type), "count": plain(gpu.count)},
    }


def gated(function):
    """Tell whether `when`, `unless` or `condition` stands around a function."""
    while function is not None:
        code = getattr(function, "__code__", None)
        if code is not None and code.co_filename.endswith("flowyml/core/conditional.py"):
            return True
        function = getattr(function, "__wrapped__", None)
    return False


def describe(step):
    """The settings of one step."""
    cache = step.cache
    return {
        "name": step.name,
        "kind": special(step),
        "inputs": plain(list(step.inputs)),
        "outputs": plain(list(step.outputs)),
        "retry": plain(step.retry),
        "timeout": plain(step.timeout),
        "cache": "callable" if callable(cache) else plain(cache),
        "resources": resources(step.resources),
        "tags": plain(dict(step.tags)) if isinstance(step.tags, dict) else plain(step.tags),
        "group": step.execution_group,
        "condition": step.condition is not None or gated(step.func),
        "sub": getattr(getattr(step, "sub_pipeline", None), "name", None),
    }


@contextlib.contextmanager
def lenient(missing):
    """Let the original wire what it would refuse, note what it misses, and expand no dynamic step."""
    from flowyml.core.context import Context
    from flowyml.core.dynamic import DynamicStep, DynamicWorkflowResult
    from flowyml.core.graph import DAG
    from flowyml.core.type_validator import validate_pipeline

    validate = Context.validate_for_step

    def note(self, func, exclude=None):
        found = validate(self, func, exclude=exclude)
        if found:
            missing.append([getattr(func, "__name__", ""), plain(list(found))])
        return []

    def expand(self, *args, **kwargs):
        outputs = {output: Token(self.name, output) for output in self.outputs}
        return DynamicWorkflowResult(results=outputs or Token(self.name, self.name))

    nothing = mock.Mock(return_value=([], []))
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch(f"{validate_pipeline.__module__}.validate_pipeline", nothing))
        stack.enter_context(mock.patch.object(DAG, "validate", nothing))
        stack.enter_context(mock.patch.object(Context, "validate_for_step", note))
        stack.enter_context(mock.patch.object(DynamicStep, "_execute_dynamic", expand))
        stack.enter_context(quiet())
        yield


@contextlib.contextmanager
def stubbed(pipeline, log):
    """Give each step a stub for its function, and let nothing be kept, tracked or sent anywhere."""
    from flowyml.core.executor import LocalExecutor

    kept = [(step, step.func, step.condition, step.retry) for step in pipeline.steps]
    pipeline.cache_store, pipeline.executor = None, LocalExecutor()
    pipeline.stack, pipeline._stack_locked = None, True
    pipeline.enable_checkpointing = pipeline.enable_experiment_tracking = False
    pipeline._auto_tracker = None
    pipeline._save_run = pipeline._save_pipeline_definition = lambda *args, **kwargs: None
    pipeline._built = False
    for step in pipeline.steps:
        if special(step) != "dynamic":
            step.func = stub(step, log)
        step.condition, step.retry = None, 0
    try:
        yield
    finally:
        for step, function, condition, retry in kept:
            step.func, step.condition, step.retry = function, condition, retry


def flows(pipeline, recorder):
    """Run the pipeline with stubs: which output and which context value reaches which parameter, and in what order."""
    log, missing = [], []
    failed, error = [], None
    try:
        with lenient(missing), stubbed(pipeline, log):
            result = recorder.original_run(pipeline, auto_start_ui=False)
        steps = getattr(result, "step_results", {})
        failed = [[name, str(one.error).splitlines()[0]] for name, one in steps.items() if not one.success]
    except BaseException as problem:  # noqa: BLE001 - whatever ends it is the answer
        error = {"error": type(problem).__name__, "text": str(problem)}
    return told_flows(pipeline, log) | {"failed": failed, "error": error, "missing": missing}


def told_flows(pipeline, log):
    """The log of the stubs as edges and parameters."""
    context = pipeline.context.to_dict()
    edges, parameters = [], []
    for step, arguments in log:
        for parameter, given in arguments.items():
            value = given
            if isinstance(value, dict) and len(value) == 1:
                value = next(iter(value.values()))
            if isinstance(value, Token):
                edges.append([value.step, value.output, step, parameter])
            elif isinstance(value, tuple) and value and all(isinstance(item, Token) for item in value):
                edges.append([value[0].step, "*", step, parameter])
            elif parameter in context:
                parameters.append([step, parameter])
            else:
                edges.append(["?", "?", step, parameter])
    return {"order": [step for step, _ in log], "edges": edges, "parameters": parameters}


def pipeline_told(pipeline, recorder):
    """Everything about one pipeline."""
    known = [step for step in pipeline.steps if hasattr(step, "name") and hasattr(step, "inputs")]
    strangers = [type(step).__name__ for step in pipeline.steps if step not in known]
    answer = {
        "name": plain(pipeline.name),
        "strangers": strangers,
        "context": plain(pipeline.context.to_dict()) if hasattr(pipeline.context, "to_dict") else None,
        "runs": [plain(given) for owner, given in recorder.runs if owner is pipeline and given],
        "branches": [branch(flow) for flow in pipeline.control_flows],
        "enable_cache": bool(pipeline.enable_cache),
        "project": plain(getattr(pipeline, "project_name", None)),
    }
    try:
        with quiet():
            pipeline._built = False
            pipeline.build()
        answer["build"] = None
        answer["groups"] = [[g.group_name, [s.name for s in g.steps]] for g in pipeline.step_groups]
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        answer["build"] = {"error": type(error).__name__, "text": str(error)}
    answer["steps"] = [describe(step) for step in pipeline.steps if hasattr(step, "name") and hasattr(step, "inputs")]
    dag = pipeline.dag
    answer["nodes"] = list(dag.nodes)
    answer["dag"] = sorted([need, name] for name, needs in dag.edges.items() for need in needs)
    answer["flows"] = None if strangers else flows(pipeline, recorder)
    return answer


def branch(flow):
    """One control flow: what stands in its branches."""
    found = [(word, getattr(flow, word, None)) for word in ("then_step", "else_step", "default_func")]
    found += [(str(value), step) for value, step in (getattr(flow, "cases", None) or {}).items()]
    steps = [[word, getattr(step, "name", getattr(step, "__name__", ""))] for word, step in found if step is not None]
    return {"kind": type(flow).__name__, "steps": steps}
