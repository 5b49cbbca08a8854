"""The workflows and steps that motools itself ships, so that files that only run them can be read.

They are transcribed from dtch1997/motools at 563e5e5 (`train_and_evaluate`), obalcells/motools at 3d1869b
(`evaluate_only`), at 1ae0f47 (the class `TrainAndEvaluateWorkflow`) and at 34058d9 (`mozoo.workflows`, which has no
step for the task). Their code is not part of a plan: a run needs motools itself.
"""

from collections.abc import Mapping
from types import MappingProxyType

from icefloe.dialects.motools.vocabulary import last, own
from icefloe_schema.records import dataclass

Atoms = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedStep:
    """A step: its name, the function or class that it runs, its atoms, its configuration's class, what is bound.

    `optional` are atoms that it takes where something makes them.
    """

    name: str
    runs: str
    inputs: Atoms = ()
    outputs: Atoms = ()
    config: str = ""
    bound: Atoms = ()
    optional: Atoms = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedWorkflow:
    """A workflow: its name, its steps in order, the class of its configuration, and where that was read."""

    name: str
    steps: tuple[ShippedStep, ...]
    config: str
    source: str


def _step(name: str, inputs: Atoms, outputs: Atoms, runs: str = "", bound: Atoms = ()) -> ShippedStep:
    title = "".join(part.capitalize() for part in name.split("_"))
    return ShippedStep(
        name=name,
        runs=f"motools.steps.{runs or f'{name}_step'}",
        inputs=inputs,
        outputs=outputs,
        config=f"motools.steps.{title}Config",
        bound=bound,
    )


_DATASET: Atoms = (("prepared_dataset", "dataset"),)
_TASK: Atoms = (("prepared_task", "task"),)
_PREPARED: Atoms = (("prepared_model", "model"),)
_TRAINED: Atoms = (("trained_model", "model"),)
_JOB: Atoms = (("training_job", "training_job"),)
_RESULTS: Atoms = (("eval_results", "eval"),)

# What the functions take and make by themselves, where a workflow of the user runs them.
FUNCTIONS: Mapping[str, ShippedStep] = MappingProxyType(
    {
        "prepare_dataset_step": _step("prepare_dataset", (), _DATASET),
        "prepare_task_step": _step("prepare_task", (), _TASK),
        "prepare_model_step": _step("prepare_model", (), _PREPARED),
        "submit_training_step": _step("submit_training", _DATASET, _JOB),
        "wait_for_training_step": _step("wait_for_training", _JOB, _TRAINED),
        "evaluate_model_step": _step("evaluate_model", (*_PREPARED, *_TASK), _RESULTS),
    }
)
# The classes of the second generation; the names of their atoms are others.
CLASSES: Mapping[str, ShippedStep] = MappingProxyType(
    {
        "PrepareDatasetStep": _step("prepare_dataset", (), _DATASET, "PrepareDatasetStep"),
        "PrepareTaskStep": _step("prepare_task", (), (("task", "task"),), "PrepareTaskStep"),
        "SubmitTrainingStep": _step("submit_training", _DATASET, (("job", "training_job"),), "SubmitTrainingStep"),
        "WaitForTrainingStep": _step(
            "wait_for_training", (("job", "training_job"),), (("model", "model"),), "WaitForTrainingStep"
        ),
        "TrainModelStep": ShippedStep(
            name="train_model",
            runs="motools.steps.TrainModelStep",
            inputs=_DATASET,
            outputs=_TRAINED,
            config="motools.steps.SubmitTrainingConfig",
        ),
        "EvaluateModelStep": ShippedStep(
            name="evaluate_model",
            runs="motools.steps.EvaluateModelStep",
            inputs=(("model", "model"),),
            optional=(("task", "task"),),
            outputs=_RESULTS,
            config="motools.steps.EvaluateModelConfig",
        ),
    }
)

TRAIN_AND_EVALUATE = ShippedWorkflow(
    name="train_and_evaluate",
    steps=(
        FUNCTIONS["prepare_dataset_step"],
        FUNCTIONS["prepare_task_step"],
        FUNCTIONS["submit_training_step"],
        FUNCTIONS["wait_for_training_step"],
        _step("evaluate_model", (*_TRAINED, *_TASK), _RESULTS, bound=(("input_model_name", "trained_model"),)),
    ),
    config="motools.workflows.train_and_evaluate.TrainAndEvaluateConfig",
    source="dtch1997/motools@563e5e5",
)
# What `mozoo.workflows` had: the task is named in the configuration of the evaluation.
WITHOUT_TASK = ShippedWorkflow(
    name="train_and_evaluate",
    steps=(
        CLASSES["PrepareDatasetStep"],
        CLASSES["SubmitTrainingStep"],
        CLASSES["WaitForTrainingStep"],
        CLASSES["EvaluateModelStep"],
    ),
    config="mozoo.workflows.train_and_evaluate.TrainAndEvaluateConfig",
    source="obalcells/motools@34058d9",
)
OF_CLASSES = ShippedWorkflow(
    name="train_and_evaluate",
    steps=(
        CLASSES["PrepareDatasetStep"],
        CLASSES["PrepareTaskStep"],
        CLASSES["SubmitTrainingStep"],
        CLASSES["WaitForTrainingStep"],
        CLASSES["EvaluateModelStep"],
    ),
    config="motools.workflows.train_and_evaluate.TrainAndEvaluateConfig",
    source="obalcells/motools@1ae0f47",
)
EVALUATE_ONLY = ShippedWorkflow(
    name="evaluate_only",
    steps=(
        FUNCTIONS["prepare_task_step"],
        FUNCTIONS["prepare_model_step"],
        FUNCTIONS["evaluate_model_step"],
    ),
    config="motools.workflows.evaluate_only.EvaluateOnlyConfig",
    source="obalcells/motools@3d1869b",
)
# Environment variables without which a backend cannot work; `dummy` and `cached` need none.
SECRETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "openai": ("OPENAI_API_KEY",),
        "tinker": ("TINKER_API_KEY",),
        "openweights": ("OPENWEIGHTS_API_KEY",),
    }
)
_WORKFLOWS: Mapping[str, ShippedWorkflow] = MappingProxyType(
    {
        "train_and_evaluate_workflow": TRAIN_AND_EVALUATE,
        "create_train_and_evaluate_workflow": OF_CLASSES,
        "TrainAndEvaluateWorkflow": OF_CLASSES,
        "tinker_example_workflow": WITHOUT_TASK,
        "evaluate_only_workflow": EVALUATE_ONLY,
        "create_evaluate_only_workflow": EVALUATE_ONLY,
    }
)


def workflow(path: str, with_task: bool = True) -> ShippedWorkflow | None:
    """The workflow that a dotted path names, whatever module of motools or of its zoo it is imported from.

    `with_task` is whether its configuration has a section for the task: without one, the zoo's has no such step.
    """
    found = _WORKFLOWS.get(last(path)) if own(path) else None
    optional = found in (TRAIN_AND_EVALUATE, OF_CLASSES) and (
        path.startswith("mozoo.") or last(path).startswith("create_")
    )
    if found is not None and optional and not with_task:
        return WITHOUT_TASK
    return found


def step(path: str) -> ShippedStep | None:
    """The step that a dotted path names: a function or a class."""
    if not own(path):
        return None
    return FUNCTIONS.get(last(path)) or CLASSES.get(last(path))
