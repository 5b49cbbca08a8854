"""The verbs beside `check`: plans, pictures, exports, pages, and the lock."""

import json
import os
import re
from pathlib import Path

import pytest
from pipeline_texts import BROKEN, HELPERS, PIPELINE, PROJECT

from icefloe.choice.known import known
from icefloe_schema import codec

pytestmark = pytest.mark.usefixtures("watched")

TWO = PIPELINE + "\nother = Pipeline('my other/one', context=ctx).add_step(load)\n"
TWINS = PIPELINE + "\ntwin = Pipeline('training', context=ctx).add_step(load)\n"


# --- compile --------------------------------------------------------------------------------------------------------


def test_compile_writes_the_plan_and_its_places_beside_the_source(project, call, monkeypatch):
    root = project({"pyproject.toml": PROJECT, "flows/train.py": PIPELINE, "flows/helpers.py": HELPERS})
    result = call("compile", "flows/train.py")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "wrote flows/train.plan.json\n")
    plan = codec.loads((root / "flows/train.plan.json").read_text())
    assert [step.id for step in plan.steps] == ["load", "total"]
    assert plan.code.paths[0] == "flows"
    places = json.loads((root / "flows/train.places.json").read_text())
    assert places["steps"][0]["span"] == "flows/train.py:9:5-9:9"
    monkeypatch.chdir(root / "flows")
    assert call("compile", "train.py", "-o", "-").stdout == (root / "flows/train.plan.json").read_text()


def test_compile_yaml_holds_the_same_plan(project, call):
    root = project()
    call("compile", "train.py", "--format", "yaml")
    call("compile", "train.py")
    text = (root / "train.plan.yaml").read_text()
    assert text.startswith('plan: "1.0"\n')
    for verb in ("show", "graph"):
        assert call(verb, "train.plan.yaml").stdout == call(verb, "train.plan.json").stdout
    assert call("show", "train.plan.yaml", "--format", "json").stdout == (root / "train.plan.json").read_text()


def test_compile_check_tells_missing_stale_and_current(project, call):
    root = project()
    missing = call("compile", "train.py", "--check")
    assert (missing.exit_code, missing.stderr) == (
        1,
        "train.plan.json is missing\nhint: to write it again, run `icefloe compile train.py`\n",
    )
    assert not (root / "train.plan.json").exists()
    call("compile", "train.py")
    assert call("compile", "train.py", "--check").exit_code == 0
    project(**{"train.py": PIPELINE.replace("size=5", "size=6")})
    stale = call("compile", "train.py", "--check")
    assert stale.exit_code == 1
    assert stale.stderr.startswith("train.plan.json is stale")


def test_several_pipelines_of_a_file_have_a_plan_each(project, call):
    root = project(**{"train.py": TWO})
    assert call("compile", "train.py").exit_code == 0
    assert sorted(path.name for path in root.glob("*.plan.json")) == [
        "train.my_other_one.plan.json",
        "train.training.plan.json",
    ]
    assert call("compile", "train.py", "-o", "x.json").exit_code == 2
    assert call("compile", "train.py:training", "-o", "x.json").exit_code == 0
    assert codec.loads((root / "x.json").read_text()).name == "training"


@pytest.mark.parametrize("name", ["my other/one", "other"])
def test_a_pipeline_is_named_by_its_name_or_its_variable(project, call, name):
    project(**{"train.py": TWO})
    assert call("show", f"train.py:{name}").stdout.startswith("my other/one ")


def test_pipelines_of_one_name_are_told_apart(project, call):
    root = project(**{"train.py": TWINS})
    assert call("compile", "train.py").exit_code == 0
    plans = sorted(path.name for path in root.glob("*.plan.json"))
    assert len(plans) == 2
    assert all(plan.startswith("train.training@") for plan in plans)
    both = call("show", "train.py:training")
    assert both.exit_code == 2
    assert "means several pipelines: training@" in both.stderr
    assert call("show", "train.py:twin").stdout.count("  1. load") == 1


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere.py", "no such file or folder: nowhere.py [FLO921]"),
        ("helpers.py", "helpers.py holds no pipeline [FLO922]"),
        ("train.py:trainin", "there is no pipeline 'trainin' in train.py: did you mean 'training'?"),
        ("train.py:zzz", "there is no pipeline 'zzz' in train.py: there are training"),
        (".", ". is neither a Python nor a YAML file"),
        ("pyproject.toml", "pyproject.toml is neither a Python nor a YAML file"),
    ],
)
@pytest.mark.parametrize("verb", ["compile", "show", "graph", "run"])
def test_a_target_that_is_none_is_a_message_and_status_2(project, call, verb, target, message):
    project()
    result = call(verb, target)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {message}\n")


def test_a_pipeline_with_an_error_is_drawn_and_the_error_said(project, call):
    project(**{"train.py": BROKEN})
    result = call("graph", "train.py", "--format", "order")
    assert result.exit_code == 1
    assert result.stdout == "Step Execution Order:\n1. load\n2. total (depends on: load)\n"
    assert "error[FLO301]" in result.stderr


@pytest.mark.parametrize("verb", [("compile",), ("show",), ("run",), ("export", "argo")])
def test_a_pipeline_with_an_error_is_not_compiled(project, call, verb):
    root = project(**{"train.py": BROKEN})
    result = call(*verb, "train.py")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[FLO301]" in result.stderr
    assert not list(root.glob("*.plan.json"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.json", "{", "p.json: "),
        ("p.json", "[]", "p.json: "),
        ("p.json", '{"plan": "9.0", "name": "x", "dialect": "native"}', "version"),
        ("p.json", '{"plan": "1.0", "name": "x", "dialect": "native", "stpes": []}', "steps"),
        ("p.yaml", "a: [", "p.yaml: not YAML: expected the node content, but found '<stream end>' (line 1, column 5)"),
        ("p.yaml", "a: 2020-01-01", "p.yaml: a: 2020-01-01 is read as one thing here and as another there"),
        ("p.yaml", "!!python/object/apply:os.system ['true']", "p.yaml: tags are not read"),
        ("p.yaml", "plan: &a [*a]", "p.yaml: plan: anchors are not read (`&a`) (line 1, column 7)"),
        ("p.yaml", "[" * 100_000, "p.yaml: nested more than 128 levels deep"),
        ("p.json", b"\xff", "p.json is not UTF-8: byte 0 cannot be read"),
    ],
)
def test_a_document_that_is_no_plan_is_refused_with_its_place(project, call, name, content, message):
    project({name: content})
    result = call("graph", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("p.json", ["show", "p.json"]),
        ("p.json", ["compile", "train.py", "-o", "p.json", "--check"]),
        ("p.json", ["step", "p.json", "load"]),
        ("icefloe.lock", ["verify"]),
        ("icefloe.lock", ["freeze", "--locked"]),
    ],
)
def test_a_pipe_in_place_of_a_document_is_refused_and_nobody_waits_for_it(project, call, name, arguments):
    root = project()
    os.mkfifo(root / name)
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not a regular file" in result.stderr


# --- show, graph, export, pages -------------------------------------------------------------------------------------


def test_show_says_where_each_value_comes_from(project, call):
    project(**{"train.py": PIPELINE.replace("size=5", "size=0.5").replace("size: int", "size: float")})
    assert call("show", "train.py").stdout == (
        "training (flowyml, train:pipeline)\n"
        "parameters\n"
        "  size: float = 0.5  (declared)\n"
        "steps\n"
        "  1. load  [python]\n"
        "       size <- parameter size\n"
        "       -> raw: list[int]\n"
        "  2. total  [python]\n"
        "       raw <- load.raw\n"
        "       -> total: int\n"
        "results\n"
        "  total <- total.total\n"
    )


def test_graph_formats(project, call):
    root = project()
    call("compile", "train.py")
    for target in ("train.py", "train.plan.json", "train.py:training"):
        assert call("graph", target).stdout.startswith("flowchart TB\n")
    assert call("graph", "train.py", "--direction", "LR").stdout.startswith("flowchart LR\n")
    assert "digraph" in call("graph", "train.py", "--format", "dot").stdout
    assert call("graph", "train.py", "--format", "order").stdout.splitlines()[-1] == "2. total (depends on: load)"
    assert "total" in call("graph", "train.py", "--format", "tree").stdout
    assert call("graph", "train.py", "-o", "out/x.mmd").stdout == ""
    assert (root / "out/x.mmd").read_text() == call("graph", "train.py").stdout


def test_graph_svg_without_dot_is_mermaid_and_a_hint(project, call, monkeypatch):
    project()
    monkeypatch.setenv("PATH", "")
    result = call("graph", "train.py", "--format", "svg", "-o", "x.svg")
    assert result.exit_code == 0
    assert result.stdout == call("graph", "train.py").stdout
    assert result.stderr.startswith("hint: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("target", "sign"), [("argo", "apiVersion:"), ("github", "jobs:")])
def test_export_to_stdout_to_a_folder_and_checked(project, call, target, sign):
    root = project()
    result = call("export", target, "train.py")
    assert result.exit_code == 0
    assert sign in result.stdout
    command = ("export", target, "train.py", "-o", "out")
    assert call(*command, "--check").exit_code == 1
    assert call(*command).exit_code == 0
    (file,) = (root / "out").iterdir()
    assert file.read_text() == result.stdout
    assert call(*command, "--check").exit_code == 0
    file.write_text("x")
    stale = call(*command, "--check")
    assert (stale.exit_code, stale.stderr) == (
        1,
        f"out/{file.name} is stale\nhint: to write it again, run `icefloe export {target} train.py -o out`\n",
    )


def test_export_names_the_project_from_the_repository(project, call):
    root = project({"flows/pyproject.toml": PROJECT, "flows/train.py": PIPELINE, "flows/helpers.py": HELPERS})
    (root / ".git").mkdir()
    text = call("export", "github", "flows/train.py").stdout
    assert "flows/train.plan.json" in text
    assert re.search(r'ICEFLOE_ROOT: "?flows"?\n', text)


def test_what_a_target_cannot_express_is_an_error_unless_allowed(project, call):
    circuit = PIPELINE.replace("import Pipeline,", "import CircuitBreaker, Pipeline,").replace(
        '@step(outputs=["raw"])\n', '@step(outputs=["raw"])\n@CircuitBreaker(failure_threshold=3)\n'
    )
    project(**{"train.py": circuit})
    result = call("export", "argo", "train.py")
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.search(r"^error\[FLO709\]: train\.py:10:5: step `load`, ", result.stderr, re.MULTILINE)
    assert result.stderr.endswith("hint: `icefloe export argo train.py --lossy` exports it all the same\n")
    lossy = call("export", "argo", "train.py", "--lossy")
    assert lossy.exit_code == 0
    assert "warning[FLO709]: train.py:10:5: step `load`, " in lossy.stderr
    assert "apiVersion:" in lossy.stdout


def test_an_unknown_target_and_a_check_without_a_folder(project, call):
    project()
    assert call("export", "githb", "train.py").stderr == "error: there is no target `githb`: did you mean `github`?\n"
    assert "there are argo, github" in call("export", "zzz", "train.py").stderr
    assert call("export", "argo", "train.py", "--check").exit_code == 2


def test_explain(call):
    by_code = call("explain", "FLO301")
    assert by_code.exit_code == 0
    assert "type-mismatch" in by_code.stdout
    assert call("explain", "type-mismatch").stdout == by_code.stdout
    unknown = call("explain", "FLO3O1")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "did you mean FLO301?" in unknown.stderr
    assert "`icefloe explain` lists all of them" in call("explain", "???").stderr
    assert call("explain", "FLO999").stderr.endswith("'FLO999': `icefloe explain` lists all of them\n")


def test_explain_lists_codes(call):
    everything = call("explain").stdout
    codes = [line.split()[0] for line in everything.splitlines() if line.startswith("  ")]
    assert codes == sorted(set(codes)) == list(known())
    assert call("explain", "all").stdout == everything
    group = call("explain", "flo3").stdout
    assert group in everything
    assert group.startswith("FLO3  Types and values\n  FLO301  type-mismatch ")
    assert {line.split()[0][:4] for line in group.splitlines()} == {"FLO3"}
    assert "Reports a value that goes into a parameter of a type it does not have.\n" in group
    assert "FLO31" not in call("explain", "FLO30").stdout


def test_schema(call):
    for name in ("plan", "lock"):
        assert json.loads(call("schema", name).stdout)["$schema"].endswith("2020-12/schema")
    assert call("schema").stdout == call("schema", "plan").stdout
    assert call("schema", "plam").exit_code == 2


# --- lock -----------------------------------------------------------------------------------------------------------


def test_freeze_and_verify(project, call, monkeypatch):
    root = project()
    (root / "inner").mkdir()
    monkeypatch.chdir(root / "inner")
    frozen = call("freeze")
    assert (frozen.exit_code, frozen.stderr) == (0, "froze 1 pipeline in icefloe.lock\n")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}\n", frozen.stdout)
    verified = call("verify")
    assert (verified.exit_code, verified.stderr) == (0, "")
    assert verified.stdout.startswith("verified 1 pipeline against icefloe.lock (integrity only")
    sealed = call("verify", "--expect", frozen.stdout.strip())
    assert (sealed.exit_code, sealed.stdout) == (0, "verified 1 pipeline against icefloe.lock\n")
    other = call("verify", "--expect", "sha256:" + "0" * 64)
    assert other.exit_code == 1
    assert f"error[FLO603]: icefloe.lock is not the expected one: its digest is {frozen.stdout}" in other.stdout
    short = call("verify", "--expect", frozen.stdout[:20])
    assert (short.exit_code, short.stdout) == (2, "")
    assert "give all of what `icefloe freeze` printed" in short.stderr


def test_verify_names_the_helper_and_the_step(project, call):
    project()
    call("freeze")
    project(**{"helpers.py": HELPERS.replace("n < LIMIT", "n <= LIMIT")})
    result = call("verify")
    assert result.exit_code == 1
    assert "error[FLO611]: `clean` changed: 1 step: `total` (total → clean)\n  --> helpers.py:4:5\n" in result.stdout
    assert "step `total` reaches it in 1 hop: total → clean" in result.stdout
    assert "= help: if this was meant, run `icefloe freeze`" in result.stdout
    assert result.stdout.endswith("held 1 pipeline against icefloe.lock: 2 of 12 entries differ\n")
    (finding,) = json.loads(call("verify", "--output-format", "json").stdout)
    assert {"kind", "modules/helpers.py", "source/train:training/total/closure"} == set(finding["facts"])
    report = call("verify", "--output-format", "concise", "-o", "report.txt")
    assert (report.exit_code, report.stdout) == (1, "")
    assert Path("report.txt").read_text().startswith("helpers.py:4:5: FLO611 `clean` changed")


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "status"),
    [
        ("train.py", "size=5", "size=6", "error[FLO614]", 1),
        ("train.py", "range(size)", "range(size + 1)", "error[FLO611]", 1),
        ("helpers.py", "LIMIT = 3", "LIMIT = 4", "error[FLO611]", 1),
        ("helpers.py", "LIMIT = 3", "LIMIT = 3  # three", "note[FLO631]", 0),
        ("pyproject.toml", "name = 'x'", "name = 'x'\nrequires-python = '>=3.12'", "note[FLO632]", 0),
        ("train.py", "'training'", "'coaching'", "error[FLO621]", 1),
    ],
)
def test_verify_tells_kinds_apart(project, call, file, old, new, kind, status):
    root = project(**{"train.py": PIPELINE.replace('"training"', "'training'")})
    call("freeze")
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    result = call("verify")
    assert f"{kind}: " in result.stdout
    assert result.exit_code == status
    assert call("verify", "--strict").exit_code == 1


def test_verify_without_a_lock_and_with_a_broken_one(project, call):
    root = project()
    missing = call("verify")
    assert (missing.exit_code, missing.stderr) == (1, "")
    assert missing.stdout.startswith("error[FLO601]: icefloe.lock is missing: nothing was frozen here\n")
    (root / "icefloe.lock").write_text("{}")
    broken = call("verify")
    assert broken.exit_code == 1
    assert broken.stdout.startswith("error[FLO602]: icefloe.lock is not a lock as `freeze` writes it: ")


def test_freeze_locked_writes_nothing(project, call):
    root = project()
    assert call("freeze", "--locked").exit_code == 1
    assert not (root / "icefloe.lock").exists()
    call("freeze")
    assert call("freeze", "--locked").exit_code == 0
    before = (root / "icefloe.lock").read_text()
    project(**{"helpers.py": HELPERS.replace("LIMIT = 3", "LIMIT = 4")})
    stale = call("freeze", "--locked")
    assert stale.exit_code == 1
    assert stale.stderr == (
        "icefloe.lock is stale: 2 entries differ\n  modules/helpers.py\n  source/train:training/total/closure\n"
        "hint: run `icefloe freeze`; `icefloe verify` says what changed\n"
    )
    assert (root / "icefloe.lock").read_text() == before


def test_freeze_refuses_a_pipeline_with_an_error(project, call):
    root = project(**{"train.py": BROKEN})
    result = call("freeze")
    assert result.exit_code == 1
    assert "error[FLO301]" in result.stderr
    assert not (root / "icefloe.lock").exists()


def test_freeze_leaves_nested_projects_to_their_own_locks(project, call):
    root = project(
        {
            "pyproject.toml": PROJECT,
            "train.py": PIPELINE,
            "helpers.py": HELPERS,
            "other/pyproject.toml": PROJECT,
            "other/train.py": BROKEN,
        }
    )
    assert call("freeze").exit_code == 0
    assert "other/" not in (root / "icefloe.lock").read_text()


def test_a_link_in_the_place_of_an_output_is_replaced_and_not_followed(tmp_path):
    from icefloe.cli.talk import put

    precious = tmp_path / "precious"
    precious.write_text("keep me")
    (tmp_path / "icefloe.lock").symlink_to(precious)
    put("new", str(tmp_path / "icefloe.lock"))
    assert precious.read_text() == "keep me"
    assert (tmp_path / "icefloe.lock").read_text() == "new"
    assert not (tmp_path / "icefloe.lock").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["icefloe.lock", "precious"]
