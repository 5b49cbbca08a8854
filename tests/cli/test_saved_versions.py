"""`freeze --save`, and `NAME@VERSION` wherever a plan is taken."""

import json
import re

import pytest
from pipeline_texts import HELPERS, PIPELINE, PROJECT

FIRST = PIPELINE.replace('Pipeline("training", context=ctx)', 'Pipeline("training", context=ctx, version="v1.0.0")')
SECOND = FIRST.replace("v1.0.0", "v1.1.0").replace("size=5", "size=50")
PLAN = ".icefloe/versions/training/v1.0.0/plan.json"
DIGEST = r"sha256:[0-9a-f]{64}"

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def saved(project, call):
    """A project with two saved versions, whose source is at the second."""
    root = project(**{"train.py": FIRST})
    assert call("freeze", "--save").exit_code == 0
    project(**{"train.py": SECOND})
    assert call("freeze", "--save").exit_code == 0
    return root


def test_freeze_save_keeps_a_version_beside_the_lock(project, call):
    root = project(**{"train.py": FIRST})
    result = call("freeze", "--save")
    assert result.exit_code == 0
    assert re.fullmatch(DIGEST, result.stdout.strip())
    assert re.fullmatch(rf"saved training@v1\.0\.0 \({DIGEST}\)\nfroze 1 pipeline in icefloe\.lock\n", result.stderr)
    assert (root / "icefloe.lock").exists()
    again = call("freeze", "--save")
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert again.stderr.startswith("training@v1.0.0 is saved already (sha256:")
    project(**{"train.py": FIRST, "helpers.py": HELPERS + "# more\n"})
    form = call("freeze", "--save")
    assert form.exit_code == 0
    assert form.stderr.startswith("training@v1.0.0 is saved already and stays as it is; only formatting differs")


def test_another_pipeline_under_the_same_version_is_refused_before_anything_is_written(project, call):
    root = project(**{"train.py": FIRST})
    call("freeze", "--save")
    before = (root / "icefloe.lock").read_text(), (root / PLAN).read_text()
    project(**{"train.py": FIRST, "helpers.py": HELPERS.replace("n < LIMIT", "n <= LIMIT")})
    refused = call("freeze", "--save")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("error: training@v1.0.0 is saved already, and is not what the pipeline is now:\n")
    assert "\n  helpers.py:4:5: FLO611 `clean` changed: 1 step: `total`" in refused.stderr
    hint = "hint: a saved version stays as it is; give the pipeline a new version, or undo what differs from "
    assert refused.stderr.endswith(f"{hint}training@v1.0.0\n")
    assert ((root / "icefloe.lock").read_text(), (root / PLAN).read_text()) == before


def test_a_pipeline_without_a_version_is_refused_by_name(project, call):
    root = project()
    refused = call("freeze", "--save")
    assert refused.exit_code == 1
    said = 'pipeline `training` (train.py) has no version, so it cannot be saved: give it one, `version="v1.0.0"`\n'
    assert refused.stderr == f"error: {said}"
    assert not (root / "icefloe.lock").exists()
    other = FIRST.replace('"training"', '"coaching"')
    project(**{"other.py": other})
    beside = call("freeze", "--save")
    assert beside.exit_code == 0
    assert beside.stderr.startswith(f"warning: {said}saved coaching@v1.0.0")
    named = call("freeze", "--save", "coaching", "training")
    assert (named.exit_code, named.stderr) == (1, f"error: {said}")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--save", "trainin"], 2, "there is no pipeline 'trainin' in this project: did you mean 'training'?"),
        (["training"], 2, "the lock is of the whole project; 'training' can only be named with --save"),
        (["--locked", "--save"], 2, "--locked writes nothing, and --save writes something"),
        (["--locked", "--sign", "key"], 2, "--locked writes nothing, and --sign writes something"),
    ],
)
def test_a_wrong_call_is_said(project, call, words, status, said):
    root = project(**{"train.py": FIRST})
    result = call("freeze", *words)
    assert result.exit_code == status
    assert said in result.stderr
    assert not (root / "icefloe.lock").exists()


def test_a_saved_version_is_shown_drawn_and_exported_as_it_was(saved, call, project):
    assert "size: int = 5  " in call("show", "training@v1.0.0").stdout
    assert "size: int = 50 " in call("show", "training@v1.1.0").stdout
    assert call("show", "training@v1.0.0", "--format", "json").stdout == (saved / PLAN).read_text()
    assert call("show", "training@v1.1.0").stdout == call("show", "train.py").stdout
    assert call("graph", "training@v1.1.0").stdout == call("graph", "train.py").stdout
    exported = call("export", "github", "training@v1.0.0", "--lossy")
    assert exported.exit_code == 0
    assert PLAN in exported.stdout
    (saved / "train.py").unlink()
    assert call("graph", "training@v1.0.0").exit_code == 0


def test_it_is_found_from_anywhere_in_its_project(saved, call, monkeypatch):
    (saved / "inner").mkdir()
    monkeypatch.chdir(saved / "inner")
    assert call("show", "training@v1.0.0").exit_code == 0


@pytest.mark.parametrize("verb", [["show"], ["graph"], ["export", "argo"], ["run"]])
def test_an_unknown_version_lists_those_that_exist(saved, call, verb):
    result = call(*verb, "training@v2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: there is no saved version training@v2: there are v1.0.0, v1.1.0\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "trainin@v1.0.0"], "did you mean training? It has v1.0.0, v1.1.0"),
        (["show", "training@v1.0.0", "-D", "size=6"], "training@v1.0.0 is compiled already: -D is for sources"),
        (["show", "training@v1.0.0", "--config", "c.yaml"], "--config is for sources"),
    ],
)
def test_what_cannot_be_done_with_a_version_is_said(saved, call, words, said):
    result = call(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_version_that_somebody_has_changed_is_refused(saved, call):
    document = json.loads((saved / PLAN).read_text())
    document["parameters"][0]["default"] = 500
    (saved / PLAN).write_text(json.dumps(document))
    result = call("show", "training@v1.0.0")
    assert result.exit_code == 2
    assert "the saved version training@v1.0.0 was changed: its plan is not what its lock says" in result.stderr


def test_an_export_of_a_changed_version_blames_the_version(saved, call):
    assert call("export", "argo", "training@v1.0.0", "-o", "deploy", "--lossy").exit_code == 0
    call("freeze")
    assert call("verify").exit_code == 0
    document = (saved / PLAN).read_text()
    assert document.count("v1.0.0") == 1
    (saved / PLAN).write_text(document.replace(": 5,", ": 500,").replace(": 5\n", ": 500\n"))
    result = call("verify", "--output-format", "concise")
    assert result.exit_code == 1
    assert "the saved version training@v1.0.0 was changed: its plan is not what its lock says" in result.stdout
    assert "which no pipeline" not in result.stdout
    (saved / PLAN).write_text(document)
    assert call("verify").exit_code == 0
    export = saved / "deploy/training.argo.yaml"
    text = re.sub(r"(plan(?:-|: )sha256:[ \"]*)[0-9a-f]{8}", r"\g<1>00000000", export.read_text())
    export.write_text(text)
    other = call("verify", "--output-format", "concise").stdout
    assert text.count("00000000") == 1
    assert "is of another plan than the saved version training@v1.0.0 holds" in other


def test_a_version_is_not_compiled(saved, call):
    result = call("compile", "training@v1.0.0")
    assert result.exit_code == 2
    assert "training@v1.0.0 is compiled already: its plan stands in .icefloe/versions" in result.stderr


def test_versions_are_no_part_of_what_is_checked_and_frozen(saved, call):
    before = (saved / "icefloe.lock").read_text()
    (saved / ".icefloe/versions/training/v1.0.0/train.py").write_text(FIRST)
    assert call("freeze").exit_code == 0
    assert (saved / "icefloe.lock").read_text() == before


def test_a_label_of_a_source_is_no_version(project, call):
    two = FIRST + FIRST[FIRST.index("pipeline =") :].replace("pipeline =", "second =").replace("v1.0.0", "v2")
    project({"pyproject.toml": PROJECT, "train.py": two, "helpers.py": HELPERS})
    shown = call("show", "train.py:training@v2")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("training v2 ")
