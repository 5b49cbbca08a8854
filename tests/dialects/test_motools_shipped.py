"""The workflows that motools ships: files that only run them have a plan."""

import pytest
from motools_cases import codes, only, steps, told

from icefloe.dialects.motools import DIALECT
from icefloe.dialects.motools.shipped import CLASSES, FUNCTIONS, workflow
from icefloe.graph import PythonRun

CURRENT = [
    "prepare_dataset = motools.steps.prepare_dataset_step() -> prepared_dataset",
    "prepare_task = motools.steps.prepare_task_step() -> prepared_task",
    (
        "submit_training = motools.steps.submit_training_step(prepared_dataset=prepare_dataset.prepared_dataset) "
        "-> training_job"
    ),
    (
        "wait_for_training = motools.steps.wait_for_training_step(training_job=submit_training.training_job) "
        "-> trained_model"
    ),
    (
        "evaluate_model = motools.steps.evaluate_model_step(trained_model=wait_for_training.trained_model, "
        "prepared_task=prepare_task.prepared_task) -> eval_results"
    ),
]
OLDER = [
    "prepare_dataset = motools.steps.PrepareDatasetStep() -> prepared_dataset",
    "submit_training = motools.steps.SubmitTrainingStep(prepared_dataset=prepare_dataset.prepared_dataset) -> job",
    "wait_for_training = motools.steps.WaitForTrainingStep(job=submit_training.job) -> model",
    "evaluate_model = motools.steps.EvaluateModelStep(model=wait_for_training.model) -> eval_results",
]
CLASSED = [
    OLDER[0],
    "prepare_task = motools.steps.PrepareTaskStep() -> task",
    *OLDER[1:3],
    (
        "evaluate_model = motools.steps.EvaluateModelStep(model=wait_for_training.model, task=prepare_task.task) "
        "-> eval_results"
    ),
]
ONLY = [
    "prepare_task = motools.steps.prepare_task_step() -> prepared_task",
    "prepare_model = motools.steps.prepare_model_step() -> prepared_model",
    (
        "evaluate_model = motools.steps.evaluate_model_step(prepared_model=prepare_model.prepared_model, "
        "prepared_task=prepare_task.prepared_task) -> eval_results"
    ),
]
TASK = 'prepare_task={"task_loader": "zoo.tasks:hello"}'
SECTIONS = """\
    prepare_dataset={"dataset_loader": "zoo.data:hello"},
    submit_training={"model": "meta-llama/Llama-3.2-1B", "backend_name": "BACKEND"},
    wait_for_training={},
    evaluate_model={"eval_task": "zoo.tasks:hello", "backend_name": "inspect"},
"""


def main(module: str, what: str, config: str, given: str, call: str = "") -> str:
    return (
        f"import asyncio\nfrom motools.workflow import run_workflow\nfrom {module} import {config}, {what}\n"
        f"config = {config}(\n{given})\nasyncio.run(run_workflow({call or what}, {{}}, config, 'alice'))\n"
    )


SPELLED = {
    "motools.workflows": ("motools.workflows", "train_and_evaluate_workflow", "", True, CURRENT),
    "its module": ("motools.workflows.train_and_evaluate", "train_and_evaluate_workflow", "", True, CURRENT),
    "mozoo with the task": ("mozoo.workflows.train_and_evaluate", "train_and_evaluate_workflow", "", True, CURRENT),
    "mozoo without": ("mozoo.workflows.train_and_evaluate", "train_and_evaluate_workflow", "", False, OLDER),
    "its inner module": (
        "mozoo.workflows.train_and_evaluate.workflow",
        "train_and_evaluate_workflow",
        "",
        False,
        OLDER,
    ),
    "the class": ("motools.workflows", "TrainAndEvaluateWorkflow", "TrainAndEvaluateWorkflow()", True, CLASSED),
    "the class itself": ("motools.workflows", "TrainAndEvaluateWorkflow", "", True, CLASSED),
    "made for its configuration": (
        "mozoo.workflows.train_and_evaluate",
        "create_train_and_evaluate_workflow",
        "create_train_and_evaluate_workflow(config)",
        True,
        CLASSED,
    ),
    "made without": (
        "mozoo.workflows.train_and_evaluate",
        "create_train_and_evaluate_workflow",
        "create_train_and_evaluate_workflow(config)",
        False,
        OLDER,
    ),
}


@pytest.mark.parametrize("case", SPELLED)
def test_train_and_evaluate_by_every_import(read, case: str):
    module, what, call, with_task, expected = SPELLED[case]
    given = SECTIONS.replace("BACKEND", "dummy") + (f"    {TASK},\n" if with_task else "")
    found = read(DIALECT, main(module, what, "TrainAndEvaluateConfig", given, call))
    assert steps(only(found)) == expected
    assert only(found).name == "train_and_evaluate"
    assert "FLO145" in codes(found)
    assert not [line for line in told(found) if line.startswith("error FLO1")]


@pytest.mark.parametrize(
    "module", ["motools.workflows", "motools.workflows.evaluate_only", "mozoo.workflows.evaluate_only"]
)
def test_evaluate_only_by_every_import(read, module: str):
    given = '    prepare_model={"model_id": "openai/gpt-4o"},\n    evaluate_model={},\n    ' + TASK + ",\n"
    found = read(DIALECT, main(module, "evaluate_only_workflow", "EvaluateOnlyConfig", given))
    assert steps(only(found)) == ONLY
    assert [step.policy.secrets for step in only(found).steps] == [(), ("OPENAI_API_KEY",), ()]


@pytest.mark.parametrize(
    ("backend", "secrets"),
    [
        ("tinker", ("TINKER_API_KEY",)),
        ("openai", ("OPENAI_API_KEY",)),
        ("openweights", ("OPENWEIGHTS_API_KEY",)),
        ("dummy", ()),
    ],
)
def test_secrets_follow_the_backend(read, backend: str, secrets: tuple[str, ...]):
    given = SECTIONS.replace("BACKEND", backend) + f"    {TASK},\n"
    graph = only(
        read(DIALECT, main("motools.workflows", "train_and_evaluate_workflow", "TrainAndEvaluateConfig", given))
    )
    needed = {step.id: step.policy.secrets for step in graph.steps}
    assert needed == {
        "prepare_dataset": (),
        "prepare_task": (),
        "submit_training": secrets,
        "wait_for_training": secrets,
        "evaluate_model": secrets,
    }


def test_the_default_backend_needs_its_key(read):
    given = SECTIONS.replace(', "backend_name": "BACKEND"', "") + f"    {TASK},\n"
    graph = only(
        read(DIALECT, main("motools.workflows", "train_and_evaluate_workflow", "TrainAndEvaluateConfig", given))
    )
    assert graph.steps[2].policy.secrets == ("OPENAI_API_KEY",)


def test_what_its_workflow_fixes_is_bound(read):
    given = SECTIONS.replace("BACKEND", "dummy") + f"    {TASK},\n"
    graph = only(
        read(DIALECT, main("motools.workflows", "train_and_evaluate_workflow", "TrainAndEvaluateConfig", given))
    )
    bound = [step.run.bound for step in graph.steps if isinstance(step.run, PythonRun)]
    assert bound == [{}, {}, {}, {}, {"input_model_name": "trained_model"}]


def test_a_configuration_without_the_task_is_said(read):
    given = SECTIONS.replace("BACKEND", "dummy")
    module = "mozoo.workflows.train_and_evaluate"
    found = read(DIALECT, main(module, "train_and_evaluate_workflow", "TrainAndEvaluateConfig", given))
    (line,) = [line for line in told(found) if "FLO273" in line]
    assert line.startswith("note")
    assert "`prepare_task`" in line


@pytest.mark.parametrize("path", ["motools.other", "elsewhere.train_and_evaluate_workflow", "motools"])
def test_no_other_path_is_one_of_them(path: str):
    assert workflow(path) is None


def test_every_step_of_the_table_makes_what_the_next_takes():
    for name in ("train_and_evaluate_workflow", "TrainAndEvaluateWorkflow", "evaluate_only_workflow"):
        found = workflow(f"motools.workflows.{name}")
        assert found is not None
        made: dict[str, str] = {}
        for step in found.steps:
            assert set(step.inputs) <= set(made.items()), (name, step.name)
            made |= dict(step.outputs)
    assert {step.name for step in FUNCTIONS.values()} >= {"prepare_model", "submit_training"}
    assert all(step.runs.rpartition(".")[2] == name for name, step in CLASSES.items())
