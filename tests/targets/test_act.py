"""An exported workflow is executed by act and gives what its plan says."""

import subprocess
from pathlib import Path

import pytest
from act_tool import REPOSITORY, Runner, act, checked_out, output, requirements, runner
from outside import absent
from target_plans import SUMS

from icefloe_runtimes.step import folder
from icefloe_runtimes.target import Options
from icefloe_schema import codec

PROJECT = Path(__file__).parent / "project"
OPTIONS = Options(plan_path="project/sums.plan.json", root="project")
EXAMPLE = REPOSITORY / "examples" / "flowyml"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return runner(tmp_path_factory.mktemp("machine"))


def test_the_exported_workflow_runs_to_its_result(machine: Runner, tmp_path: Path) -> None:
    workflow = checked_out(SUMS, PROJECT, tmp_path, OPTIONS)
    status, log = act(workflow, machine, {"count": "4", "scale": "0.5"})
    assert status == 0, log
    assert "the sum over [1, 2, 3, 4] is 15.0" in log
    assert output(tmp_path / "artifacts", "icefloe-total", "total") == 15.0
    kept = sorted(path.name for path in (tmp_path / "artifacts").iterdir())
    assert kept == ["icefloe-load", "icefloe-square-all", "icefloe-total"]


def test_a_failing_step_fails_the_run_and_nothing_comes_after_it(machine: Runner, tmp_path: Path) -> None:
    workflow = checked_out(SUMS, PROJECT, tmp_path, OPTIONS)
    status, log = act(workflow, machine, {"count": "-1"})
    assert status == 1
    assert "there are no fewer than no numbers" in log
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_outputs_reach_a_job_only_as_artifacts(machine: Runner, tmp_path: Path) -> None:
    workflow = checked_out(SUMS, PROJECT, tmp_path, OPTIONS)
    text = workflow.read_text("utf-8")
    wrong = text.replace(f"icefloe-artifacts/{folder('load')}", "icefloe-artifacts/elsewhere")
    assert wrong != text
    workflow.write_text(wrong, "utf-8")
    status, log = act(workflow, machine, {})
    assert status == 1, log


def test_the_example_gives_the_same_accuracy_as_its_steps_run_here(machine: Runner, tmp_path: Path) -> None:
    """The real pipeline, with what it needs installed by the workflow itself."""
    path = EXAMPLE / "ml_training.plan.json"
    if not path.is_file():
        absent(f"{path.relative_to(REPOSITORY)} is not there")
    plan = codec.loads(path.read_text("utf-8"))
    options = Options(plan_path=f"example/{path.name}", root="example", requirements=requirements(EXAMPLE))
    workflow = checked_out(plan, EXAMPLE, tmp_path, options)
    status, log = act(workflow, machine, {}, network=True)
    if status and "No matching distribution found for" in log:
        absent("the example's requirements cannot be fetched")
    assert status == 0, log
    for step in plan.steps:
        command = ["-m", "icefloe_runtimes.step", options.plan_path, step.id, "--artifacts", str(tmp_path / "here")]
        subprocess.run([str(machine.programs / "python"), *command], cwd=workflow.parents[2], check=True)
    found = output(tmp_path / "artifacts", "icefloe-evaluate", "accuracy")
    assert isinstance(found, float)
    assert 0.9 < found < 1
    assert found == output(tmp_path / "here", "evaluate", "accuracy")
