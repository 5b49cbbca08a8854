"""Pipelines in YAML on the command line: wherever a Python file may stand, such a file may."""

import json

import pytest
from pipeline_texts import PIPELINE, PROJECT

from icefloe_schema import codec, lock

pytestmark = pytest.mark.usefixtures("watched")

FLOW = """\
dag:
  start_at: load
  steps:
    load: {type: task, command: work.load, returns: [{name: rows}], next: total}
    total: {type: task, command: work.total, next: success}
"""
WORK = """\
def load() -> list[int]:
    return [1, 2]


def total(rows: list[int]) -> None:
    print(sum(rows))
"""
FILES = {"pyproject.toml": PROJECT, "flow.yaml": FLOW, "work.py": WORK}


@pytest.mark.parametrize("target", ["flow.yaml", ".", "flow.yaml flow.yaml", "work.py flow.yaml ."])
def test_check_reads_it(target, project, call):
    project(FILES)
    result = call("check", *target.split())
    assert "1 pipeline, 1 connection (0 unknown)" in result.stdout
    assert result.exit_code == (2 if "work.py" in target else 0)


def test_check_counts_only_the_yaml_that_it_reads(project, call):
    project(FILES, **{"other.yaml": "a: 1\n", ".github/workflows/ci.yml": "on: push\njobs: {}\n"})
    assert call("check").stdout == "checked 2 files, 1 pipeline, 1 connection (0 unknown)\n"


def test_without_a_project_functions_are_sought_from_the_shell(project, call):
    files = {"flows/flow.yaml": FLOW, "work.py": WORK, "runnable-config.yaml": "catalog: {type: do-nothing}\n"}
    root = project(files)
    for target in ("flows/flow.yaml", ".", "flows/flow.yaml work.py"):
        assert "1 pipeline, 1 connection (0 unknown)" in call("check", *target.split()).stdout
    assert call("compile", "flows/flow.yaml").stderr == "wrote flows/flow.yaml.plan.json\n"
    plan = codec.loads((root / "flows/flow.yaml.plan.json").read_text())
    assert plan.code.paths == (".", "flows")
    assert [file.path for file in plan.files] == ["runnable-config.yaml"]


def test_a_document_that_is_only_data_is_not_looked_at(project, call):
    project(FILES, **{"data.yaml": f"{FLOW}# {'x' * (5 << 20)}\n", "more.yaml": f"{FLOW}# {'x' * (2 << 20)}\n"})
    result = call("check")
    assert "more.yaml" in result.stdout
    assert "data.yaml" not in result.stdout


def test_a_yaml_file_without_a_pipeline(project, call):
    project(FILES, **{"other.yaml": "a: 1\n"})
    result = call("check", "other.yaml")
    assert (result.exit_code, result.stderr) == (2, "error: other.yaml holds no pipeline [FLO922]\n")
    assert call("compile", "other.yaml").stderr == "error: other.yaml holds no pipeline [FLO922]\n"


def test_an_error_is_framed_in_its_yaml(project, call):
    project(FILES, **{"flow.yaml": FLOW.replace("next: total}", "next: totals}")})
    result = call("check", "flow.yaml")
    assert result.exit_code == 1
    assert "error[FLO232]: `next` of step `load` is `totals`, and there is no such step" in result.stdout
    assert " --> flow.yaml:4:75" in result.stdout
    assert "4 |     load: {type: task, command: work.load, returns: [{name: rows}], next: totals}" in result.stdout
    assert call("compile", "flow.yaml").exit_code == 1


@pytest.mark.parametrize("comment", ["# icefloe: ignore[FLO234]", "# icefloe: ignore[flo234] why"])
def test_a_comment_suppresses_a_warning(comment, project, call):
    alone = FLOW + "    alone: {type: stub, next: success}"
    project(FILES, **{"flow.yaml": alone})
    assert "warning[FLO234]" in call("check").stdout
    project(FILES, **{"flow.yaml": f"{alone}  {comment}\n"})
    assert call("check").stdout == "checked 2 files, 1 pipeline, 1 connection (0 unknown)\n"


def test_a_mistake_in_a_function_is_shown_where_it_is(project, call):
    project(FILES, **{"work.py": WORK.replace("rows: list[int]", "rows: int")})
    result = call("check", "flow.yaml")
    assert result.exit_code == 1
    assert " --> work.py:5:11" in result.stdout


@pytest.mark.parametrize("target", ["flow.yaml", "flow.yaml:flow"])
def test_compile_writes_the_plan_beside_it(target, project, call):
    root = project(FILES, **{"flow.py": PIPELINE, "helpers.py": "def clean(x):\n    return x\n"})
    result = call("compile", target)
    assert (result.exit_code, result.stderr) == (0, "wrote flow.yaml.plan.json\n")
    plan = codec.loads((root / "flow.yaml.plan.json").read_text())
    assert (plan.name, plan.dialect, plan.entry) == ("flow", "runnable", "flow.yaml")
    assert [step.id for step in plan.steps] == ["load", "total"]
    assert plan.code.paths[0] == "."
    places = json.loads((root / "flow.yaml.places.json").read_text())
    assert places["steps"][0]["span"] == "flow.yaml:4:5-4:9"


def test_a_name_that_the_file_does_not_hold(project, call):
    project(FILES)
    assert (
        call("compile", "flow.yaml:flo").stderr
        == "error: there is no pipeline 'flo' in flow.yaml: did you mean 'flow'?\n"
    )


@pytest.mark.parametrize("verb", [("show",), ("graph",), ("graph", "--format", "dot"), ("export", "argo")])
def test_what_takes_a_plan_takes_the_source(verb, project, call):
    project(FILES)
    call("compile", "flow.yaml")
    call("compile", "flow.yaml", "--format", "yaml")
    made = [call(*verb, target) for target in ("flow.yaml", "flow.yaml.plan.json", "flow.yaml.plan.yaml")]
    assert [one.exit_code for one in made] == [0, 0, 0]
    shown = [one.stdout.replace(".plan.yaml", ".plan.json") for one in made]
    if verb[0] != "export":  # the plan's own digest stands there
        assert shown[0] == shown[1] == shown[2]


def test_a_yaml_file_that_is_neither_is_told_as_a_plan(project, call):
    project(FILES, **{"other.yaml": "a: 1\n"})
    result = call("show", "other.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: other.yaml: ")


def test_defines_are_for_sources(project, call):
    project(FILES)
    call("compile", "flow.yaml", "--format", "yaml")
    assert "is compiled already: -D is for sources" in call("show", "flow.yaml.plan.yaml", "-D", "x=1").stderr
    assert "there is no parameter 'x'" in call("show", "flow.yaml", "-D", "x=1").stderr


def test_the_lock_holds_its_steps_and_their_functions(project, call):
    root = project(FILES, **{"flow.py": PIPELINE, "helpers.py": "def clean(x):\n    return x\n"})
    assert call("freeze").stdout.startswith("sha256:")
    leaves = {leaf.path for leaf in lock.loads((root / "icefloe.lock").read_bytes()).leaves}
    assert {"plan/flow.yaml:flow/load", "source/flow.yaml:flow/load/semantic", "modules/work.py"} <= leaves
    assert "modules/flow.yaml" not in leaves
    assert any(path.startswith("plan/flow:training/") for path in leaves)
    assert call("verify").exit_code == 0
    (root / "flow.yaml").write_text(f"# a comment\n{FLOW}")
    assert call("verify").exit_code == 0
    (root / "flow.yaml").write_text(FLOW.replace("total:", "sum:").replace("next: total", "next: sum"))
    assert call("verify").exit_code == 1
    (root / "flow.yaml").write_text(FLOW)
    (root / "work.py").write_text(WORK.replace("[1, 2]", "[1, 3]"))
    result = call("verify")
    assert result.exit_code == 1
    assert "`load` changed: 1 step: `load` (its own function)" in result.stdout
