"""The native words: what a pipeline's author writes.

The compiler reads the source and gives these words their meaning; here they only have to be harmless. A decorated
function stays the very function that it was. What is written in a step's *body* is real, because it runs there:
`Dataset`, `Model`, `Metrics`, `parallel_map` and a called map task. So are `freeze_pipeline` and `compare_with`, which
ask the compiler what it makes of the source, and `run`, `rerun` and `load_run`, which ask the runtime. Standard library
only, until one of these is called.
"""

from icefloe.sdk.builder import Dag, Pipeline, freeze_pipeline
from icefloe.sdk.comparing import Comparison
from icefloe.sdk.maps import MapResult, MapTask, map_task, parallel_map
from icefloe.sdk.pipelines import If, Schedule, group, pipeline, schedule
from icefloe.sdk.running import load_run
from icefloe.sdk.snapshots import Snapshot, Verdict
from icefloe.sdk.steps import CircuitBreaker, dynamic, on_failure, retry, step, unless, when
from icefloe.sdk.values import Context, Dataset, Metrics, Model, context
from icefloe.sdk.verbs import Inert
from icefloe.sdk.written import RefusedError

__all__ = [
    "CircuitBreaker",
    "Comparison",
    "Context",
    "Dag",
    "Dataset",
    "If",
    "Inert",
    "MapResult",
    "MapTask",
    "Metrics",
    "Model",
    "Pipeline",
    "RefusedError",
    "Schedule",
    "Snapshot",
    "Verdict",
    "context",
    "dynamic",
    "freeze_pipeline",
    "group",
    "load_run",
    "map_task",
    "on_failure",
    "parallel_map",
    "pipeline",
    "retry",
    "schedule",
    "step",
    "unless",
    "when",
]
