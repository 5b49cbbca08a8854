"""Settings inside settings, choices, lists of settings, and a base that is shared."""

import asyncio
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Literal, Optional

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


class Precision(str, Enum):
    HALF = "fp16"
    FULL = "fp32"


@dataclass
class Optimizer:
    name: Literal["adam", "sgd"] = "adam"
    rate: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)


@dataclass
class Layer:
    width: int
    dropout: float = 0.0


@dataclass
class Common(StepConfig):
    seed: int = 7


@dataclass
class NetConfig(Common):
    """A network and how it is trained."""

    optimizer: Optimizer = field(default_factory=Optimizer)
    layers: list[Layer] = field(default_factory=list)
    precision: Precision = Precision.FULL
    checkpoint: Optional[Path] = None
    names: dict[str, int] = field(default_factory=dict)


@dataclass
class Config(WorkflowConfig):
    net: NetConfig


async def net(config: NetConfig, input_atoms, temp_workspace):
    path = temp_workspace / "net.txt"
    path.write_text(f"{config.optimizer.name} {[layer.width for layer in config.layers]} {config.precision.value}")
    return [AtomConstructor(name="net", path=path, type="model")]


workflow = Workflow("net", {}, [StepDefinition("net", net, {}, {"net": "model"}, NetConfig)], Config)

base = NetConfig(layers=[Layer(64), Layer(32, dropout=0.1)], optimizer=Optimizer(name="sgd", rate=0.01))
config = Config(net=replace(base, precision=Precision.HALF))
asyncio.run(run_workflow(workflow, {}, config, "ida"))
