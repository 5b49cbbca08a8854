"""What motools' page "Workflows" promises of its workflow beside its plan: the YAML file, and the command."""

import json
import re
from pathlib import Path

import pytest
from page_blocks import FOLDER, Block, blocks

from icefloe import api
from icefloe_schema import codec, plan

(FIRST,) = [block for block in blocks("workflows") if block.number == 1]
YAML = (FOLDER / "blocks" / "workflows" / "02.listing").read_text(encoding="utf-8")
COMMAND = (FOLDER / "blocks" / "workflows" / "03.listing").read_text(encoding="utf-8")
HEAD, _, CALL = FIRST.text.partition("# Define configuration\n")
RUN = CALL[CALL.index("# Run workflow") :]


@pytest.fixture
def page_plan() -> plan.Plan:
    return codec.loads(FIRST.path(".plan.json").read_text(encoding="utf-8"))


def compiled(folder: Path, text: str, configuration: str | None = None) -> plan.Plan:
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "hello_world.yaml").write_text(YAML, encoding="utf-8")
    (folder / "block.py").write_text(text, encoding="utf-8")
    (made,) = api.compile_(str(folder / "block.py"), configuration=configuration).plans
    return made.plan


def sections(found: plan.Plan) -> dict[str, object]:
    return {parameter.name: parameter.default for parameter in found.parameters}


def test_the_file_says_the_same_as_the_dictionaries(tmp_path: Path, page_plan: plan.Plan):
    made = compiled(tmp_path, f'{HEAD}config = TrainAndEvaluateConfig.from_yaml("hello_world.yaml")\n{RUN}')
    assert sections(made) == sections(page_plan)
    assert [file.path for file in made.files] == ["hello_world.yaml"]


def test_the_command_gives_the_file_in_place_of_what_the_source_says(tmp_path: Path, page_plan: plan.Plan):
    assert "--config hello_world.yaml" in COMMAND
    other = f"{HEAD}config = TrainAndEvaluateConfig(prepare_dataset=None)\n{RUN}"
    made = compiled(tmp_path, other, str(tmp_path / "hello_world.yaml"))
    assert sections(made) == sections(page_plan)


def test_what_the_page_exports_is_a_secret_of_the_steps_that_need_it(page_plan: plan.Plan):
    (name,) = re.findall(r"export (\w+)=", COMMAND)
    needing = [step.id for step in page_plan.steps if name in step.policy.secrets]
    assert needing == ["submit_training", "wait_for_training", "evaluate_model"]


def test_the_user_of_the_call_is_that_of_the_command(page_plan: plan.Plan):
    (user,) = re.findall(r"--user (\w+)", COMMAND)
    assert page_plan.hints["user"] == user


def test_every_section_of_the_page_is_a_parameter(page_plan: plan.Plan):
    named = re.findall(r"^(\w+):", YAML, re.MULTILINE)
    assert [parameter.name for parameter in page_plan.parameters] == named
    assert [step.id for step in page_plan.steps] == named


@pytest.mark.parametrize("block", [block for block in blocks("workflows") if block.number == 4])
def test_the_step_of_the_page_takes_and_makes_atoms(block: Block):
    found = json.loads(block.path(".plan.json").read_text(encoding="utf-8"))
    (step,) = found["steps"]
    assert step["run"]["convention"] == "atoms"
    assert [(one["parameter"], one["value"]["from"]) for one in step["bindings"]] == [("input_dataset", "atom")]
    assert [(one["name"], one["kind"]) for one in step["outputs"]] == [("output_dataset", "atom")]
