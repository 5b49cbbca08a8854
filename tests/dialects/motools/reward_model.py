"""A reward model out of pairs of answers, with steps as classes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from motools.atom import Atom
from motools.steps import BaseStep
from motools.workflow import AtomConstructor, StepConfig, Workflow, WorkflowConfig


@dataclass
class PairsConfig(StepConfig):
    path: str = "data/pairs.jsonl"


@dataclass
class RewardConfig(StepConfig):
    base_model: str = "small"
    margin: float = 0.1


class LoadPairs(BaseStep):
    """Read the pairs of answers that people have compared."""

    name: ClassVar[str] = "load_pairs"
    input_atom_types: ClassVar[dict[str, str]] = {}
    output_atom_types: ClassVar[dict[str, str]] = {"pairs": "dataset"}
    config_class: ClassVar[type[Any]] = PairsConfig

    async def execute(
        self, config: PairsConfig, input_atoms: dict[str, Atom], temp_workspace: Path
    ) -> list[AtomConstructor]:
        path = temp_workspace / "pairs.jsonl"
        path.write_text('{"good": "a", "bad": "b"}\n')
        return [AtomConstructor(name="pairs", path=path, type="dataset")]


class TrainReward(BaseStep):
    name = "train_reward"
    input_atom_types = {"pairs": "dataset"}
    output_atom_types = {"reward_model": "model"}
    config_class = RewardConfig

    async def execute(self, config: RewardConfig, input_atoms: dict[str, Atom], temp_workspace: Path):
        pairs = input_atoms["pairs"].load()
        path = temp_workspace / "reward.json"
        path.write_text(f'{{"pairs": {len(pairs)}, "margin": {config.margin}}}')
        return [AtomConstructor(name="reward_model", path=path, type="model")]


@dataclass
class RewardModelConfig(WorkflowConfig):
    load_pairs: PairsConfig
    train_reward: RewardConfig


reward_model_workflow = Workflow(
    name="reward_model",
    input_atom_types={},
    steps=[LoadPairs(), TrainReward()],
    config_class=RewardModelConfig,
)
