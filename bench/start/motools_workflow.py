"""Train a model on last week's orders, as a workflow of motools."""

from dataclasses import dataclass

from motools.workflow import AtomConstructor, Step, StepConfig, Workflow, WorkflowConfig


@dataclass
class PrepareConfig(StepConfig):
    """Which week is read."""

    week: int


@dataclass
class TrainConfig(StepConfig):
    """How the line is fitted."""

    rate: float = 0.1


@dataclass
class OrdersConfig(WorkflowConfig):
    """One section for each step, by its name."""

    prepare: PrepareConfig
    train: TrainConfig


async def prepare(config, input_atoms, temp_workspace):
    """Read the orders of a week."""
    (temp_workspace / "orders.csv").write_text(f"id,price\n1,{config.week}\n")
    return [AtomConstructor(name="orders", path=temp_workspace / "orders.csv", type="dataset")]


async def train(config, input_atoms, temp_workspace):
    """Fit a line."""
    (temp_workspace / "line.txt").write_text(str(config.rate))
    return [AtomConstructor(name="line", path=temp_workspace / "line.txt", type="model")]


workflow = Workflow(
    name="orders",
    input_atom_types={},
    steps=[
        Step(
            name="prepare",
            fn=prepare,
            input_atom_types={},
            output_atom_types={"orders": "dataset"},
            config_class=PrepareConfig,
        ),
        Step(
            name="train",
            fn=train,
            input_atom_types={"orders": "dataset"},
            output_atom_types={"line": "model"},
            config_class=TrainConfig,
        ),
    ],
    config_class=OrdersConfig,
)
