"""Plans as files: JSON and YAML, what `compile --check` and `--locked` say of them, and plans of other versions."""

import json

import pytest
from pipeline_texts import PIPELINE

pytestmark = pytest.mark.usefixtures("watched")


@pytest.mark.parametrize(
    ("arguments", "status", "written"),
    [
        (("-o", "x.plan.yaml"), 0, "x.plan.yaml"),
        (("-o", "x.yml"), 0, "x.yml"),
        (("-o", "x.json"), 0, "x.json"),
        (("--format", "yaml", "-o", "x.txt"), 0, "x.txt"),
        (("--format", "json", "-o", "x.yaml"), 2, None),
        (("--format", "yaml", "-o", "x.json"), 2, None),
    ],
)
def test_the_name_of_the_file_says_its_form(project, call, arguments, status, written):
    root = project()
    assert call("compile", "train.py", *arguments).exit_code == status
    if written is not None:
        is_yaml = written != "x.json"
        assert (root / written).read_text().startswith('plan: "1.0"\n' if is_yaml else '{\n  "plan": "1.0"')


def test_check_looks_at_whatever_form_stands_there(project, call):
    root = project()
    call("compile", "train.py", "--format", "yaml")
    assert call("compile", "train.py", "--check").exit_code == 0
    assert "train.plan.json is missing" in call("compile", "train.py", "--check", "--format", "json").stderr
    plan = root / "train.plan.yaml"
    plan.write_text(plan.read_text().replace('"raw"', "raw"))
    laid_out = call("compile", "train.py", "--check")
    assert laid_out.exit_code == 1
    assert "train.plan.yaml is stale: it holds the right plan, and not as `compile` writes it" in laid_out.stderr
    assert laid_out.stderr.endswith("run `icefloe compile train.py --format yaml`\n")
    project(**{"train.py": PIPELINE.replace("size=5", "size=6")})
    stale = call("compile", "train.py", "--check").stderr
    assert "train.plan.yaml is stale: the source compiles to another plan" in stale
    assert "hint: what is different: `icefloe diff train.plan.yaml train.py`" in stale
    plan.write_text("plan: 1.0\n")
    assert "it is not a plan that can be read: plan: 1.0 is read" in call("compile", "train.py", "--check").stderr


def test_both_forms_are_the_same_to_diff_and_export(project, call):
    project()
    call("compile", "train.py", "--format", "yaml")
    call("compile", "train.py")
    assert call("diff", "train.plan.yaml", "train.plan.json").exit_code == 0
    exported = call("export", "argo", "train.plan.yaml")
    assert exported.stdout == call("export", "argo", "train.plan.json").stdout
    assert "commit train.plan.json beside train.plan.yaml" in exported.stderr
    step = call("step", "train.plan.yaml", "load")
    assert step.exit_code == 2


def test_locked_writes_only_what_was_frozen(project, call):
    root = project()
    missing = call("compile", "train.py", "--locked")
    assert missing.exit_code == 1
    assert "icefloe.lock is missing" in missing.stderr
    call("freeze")
    assert call("compile", "train.py", "--locked").exit_code == 0
    (root / "train.plan.json").unlink()
    project(**{"train.py": PIPELINE.replace("size=5", "size=6")})
    drifted = call("compile", "train.py", "--locked")
    assert drifted.exit_code == 1
    assert "the header of `train:training` changed" in drifted.stderr
    assert "hint: nothing was written, as this is not what icefloe.lock froze" in drifted.stderr
    assert not (root / "train.plan.json").exists()


def test_locked_says_which_step_differs(project, call):
    project()
    call("freeze")
    project(**{"train.py": PIPELINE.replace('outputs=["total"]', 'outputs=["sum"]')})
    drifted = call("compile", "train.py", "--locked")
    assert drifted.exit_code == 1
    assert "`total`" in drifted.stderr


def test_locked_does_not_look_at_other_pipelines(project, call):
    root = project()
    project(**{"other.py": PIPELINE.replace('"training"', '"other"')})
    call("freeze")
    (root / "other.py").write_text(PIPELINE.replace('"training"', '"other"').replace("size=5", "size=7"))
    assert call("compile", "train.py", "--locked").exit_code == 0
    assert call("compile", "other.py", "--locked").exit_code == 1


@pytest.mark.parametrize("name", ["p.json", "p.yaml"])
def test_a_newer_minor_version_is_read_with_warnings(project, call, name):
    newer = {"plan": "1.7", "name": "a", "dialect": "native", "budget": 1, "steps": []}
    project({name: json.dumps(newer)})
    shown = call("show", name)
    assert shown.exit_code == 0
    assert shown.stderr.startswith(f"warning: {name}: the plan's version is 1.7, newer than 1.0")
    assert f"warning: {name}: budget: left out, as only a newer Icefloe knows it\n" in shown.stderr


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "p.json",
            '{"plan": "1.0", "name": "a", "dialect": "b",\n "steps": [{"id": "s", "run": {"kind": "stub", "x": 1}}]}',
            "p.json: steps[0].run: unknown key 'x' (line 2, column 24)",
        ),
        (
            "p.yaml",
            "plan: '1.0'\nname: a\ndialect: b\nsteps:\n  - id: s\n    run:\n      kind: stub\n      x: 1\n",
            "p.yaml: steps[0].run: unknown key 'x' (line 6, column 5)",
        ),
        ("p.yaml", "plan: '1.0'\nname: no\n", "p.yaml: name: `no` is read as one thing here and as another there"),
        ("p.json", '{"plan": "1.0",\n "steps": [1.5]}', "p.json: steps[0]: 1.5 is a JSON float"),
    ],
)
def test_what_is_wrong_has_a_place_a_line_and_a_column(project, call, name, text, message):
    project({name: text})
    shown = call("show", name)
    assert shown.exit_code == 2
    assert message in shown.stderr


@pytest.mark.parametrize("document", ["plan", "lock"])
def test_schema_prints_the_json_schema(project, call, document):
    project()
    printed = json.loads(call("schema", document).stdout)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert printed["title"] == f"Icefloe {document}"


def test_schema_without_a_name_is_that_of_plans(project, call):
    project()
    assert call("schema").stdout == call("schema", "plan").stdout
    assert call("schema", "plam").exit_code == 2
