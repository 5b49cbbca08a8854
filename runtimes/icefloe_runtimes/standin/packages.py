"""Which packages are stood in for, and which of their words work."""

import functools
import importlib
import pathlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from icefloe_runtimes.standin import configs, raised
from icefloe_runtimes.standin.atoms import (
    Atom,
    AtomConstructor,
    DatasetAtom,
    EvalAtom,
    ModelAtom,
    TaskAtom,
    TrainingJobAtom,
)
from icefloe_runtimes.standin.datasets import JSONLDataset, SampleSet
from icefloe_runtimes.standin.inert import inert_pipeline
from icefloe_runtimes.standin.maps import MapResult, MapTask, map_task, parallel_map
from icefloe_runtimes.standin.wrappers import WRAPPERS, Dataset, Metrics, Model
from icefloe_schema.records import dataclass

_ASSETS: Mapping[str, object] = {"Dataset": Dataset, "Model": Model, "Metrics": Metrics}
_HELD: Mapping[str, object] = {kind.__name__: kind for kind in WRAPPERS}
_MAPS: Mapping[str, object] = {"parallel_map": parallel_map, "map_task": map_task, "MapTask": MapTask}


@contextmanager
def create_temp_workspace() -> Generator[Path, None, None]:
    """Give a folder that is gone afterwards."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="icefloe-") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A word that is looked up when it is asked for, as making it takes its time."""

    module: str
    name: str

    def found(self) -> object:
        """Give what the word stands for."""
        return vars(importlib.import_module(self.module))[self.name]


def _recorded(name: str) -> Late:
    return Late(module="icefloe_runtimes.standin.recording", name=name)


def _node(name: str) -> Late:
    return Late(module="icefloe_runtimes.standin.nodes", name=name)


_TYPED = (
    *("FlowNode", "StartNode", "EndNode", "ToolNode", "LLMNode", "ConditionNode", "InputNode", "OutputNode"),
    *("FilterNode", "JoinNode", "TransformNode", "ProcessNode", "DecisionNode", "CodeNode"),
)
# `AgentNode` is also a word for a drawn node, which is inert.
_NODES: Mapping[str, object] = {
    **{name: _node(name) for name in _TYPED},
    "fastflow.types:AgentNode": _node("AgentNode"),
}
_ATOMS: Mapping[str, object] = {
    **{kind.__name__: kind for kind in (Atom, AtomConstructor, DatasetAtom, ModelAtom, TrainingJobAtom, EvalAtom)},
    "TaskAtom": TaskAtom,
    "JSONLDataset": JSONLDataset,
    "Dataset": SampleSet,
    "create_temp_workspace": create_temp_workspace,
}
# Words that build a pipeline remember what they were told, for steps that build one in a run.
_RECORDED: Mapping[str, object] = {
    name: _recorded(name)
    for name in (
        *("step", "dynamic", "retry", "when", "unless", "on_failure", "CircuitBreaker", "Pipeline", "context", "If"),
        "Context",
    )
}
_OF_FLOWYML = ("RetryConfig", "ExponentialBackoff", "FixedBackoff", "CircuitBreakerConfig", "FallbackHandler")
_AMOUNTS = ("ResourceRequirements", "GPUConfig")
_MORE = {name: _recorded(name) for name in (*_OF_FLOWYML, "FallbackConfig", "condition", "Condition", *_AMOUNTS)}
# `from fasthtml.common import *` also brings these.
_FASTHTML: Mapping[str, object] = {"Path": pathlib.Path, "partial": functools.partial, "dataclass": dataclass}

# Words are the same in every submodule (`motools.atom.Atom`, `motools.workflow.AtomConstructor`), but for those that
# name theirs.
PACKAGES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "flowyml": {
            **{kind.__name__: kind for kind in WRAPPERS},
            **_MAPS,
            "MapTaskResult": MapResult,
            **_RECORDED,
            **_MORE,
        },
        "runnable": {},
        "motools": {**_ATOMS, **configs.WORDS, **raised.MOTOOLS},
        "fastflow": {**_NODES, **raised.FASTFLOW},
        "fasthtml": _FASTHTML,
        "icefloe": {**_ASSETS, **_MAPS, **_RECORDED, "MapResult": MapResult, "pipeline": inert_pipeline},
    }
)

# Packages that are stood in for only where nothing of that name is found: they are the user's own, or do no harm.
ABSENT: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {"mozoo": PACKAGES["motools"], "mashumaro": configs.MIXINS, "starlette": {}, "plum": {}, "fastcore": {}}
)

# The native words are inert in a worker even where the framework that is installed is asked for.
NATIVE = ("icefloe",)
