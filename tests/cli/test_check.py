"""`icefloe check`: what it says, where it says it, and how it exits."""

import json
import os

import pytest
from pipeline_texts import BROKEN, HELPERS, PIPELINE, PROJECT

pytestmark = pytest.mark.usefixtures("watched")


def test_a_clean_project(project, call):
    project()
    result = call("check")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "checked 2 files, 1 pipeline, 2 connections (0 unknown)\n",
        "",
    )


def test_a_finding_is_drawn_with_both_ends(project, call):
    project(**{"train.py": BROKEN})
    result = call("check")
    assert result.exit_code == 1
    assert "error[FLO301]" in result.stdout
    assert " --> train.py:14:11\n" in result.stdout
    assert " --> train.py:9:24\n" in result.stdout
    assert "^^^" in result.stdout
    assert result.stdout.endswith(
        "found 1 error\n2 connections: 1 right, 1 wrong\nchecked 2 files, 1 pipeline, 2 connections (0 unknown)\n"
    )


def test_lint_is_check(project, call):
    project(**{"train.py": BROKEN})
    assert call("lint").stdout == call("check").stdout


def test_output_formats(project, call):
    project(**{"train.py": BROKEN})
    concise = call("check", "--output-format", "concise")
    assert concise.stdout.splitlines()[0].startswith("train.py:14:11: FLO301 ")
    data = call("check", "--output-format", "json")
    (row,) = json.loads(data.stdout)
    assert (row["code"], row["name"], row["filename"]) == ("FLO301", "type-mismatch", "train.py")
    assert data.stderr == ("2 connections: 1 right, 1 wrong\nchecked 2 files, 1 pipeline, 2 connections (0 unknown)\n")
    assert {concise.exit_code, data.exit_code} == {1}


def test_exit_zero(project, call):
    project(**{"train.py": BROKEN})
    result = call("check", "--exit-zero")
    assert result.exit_code == 0
    assert "FLO301" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour(project, call, monkeypatch, arguments, env, coloured):
    project(**{"train.py": BROKEN})
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    # click's runner strips colour from a stream that is no terminal unless it is told not to.
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_, **__: False)
    assert ("\x1b[" in call("check", *arguments).stdout) is coloured


def test_paths_are_relative_to_the_root_wherever_one_stands(project, call, monkeypatch):
    root = project({"pyproject.toml": PROJECT, "flows/train.py": BROKEN, "flows/helpers.py": HELPERS})
    outputs = []
    for folder, path in ((root, "."), (root, "flows"), (root / "flows", "train.py"), (root / "flows", "..")):
        monkeypatch.chdir(folder)
        outputs.append(call("check", path, "--output-format", "concise").stdout.splitlines()[0])
    assert len(set(outputs)) == 1
    assert outputs[0].startswith("flows/train.py:14:11: FLO301 ")


def test_a_nested_project_is_read_from_its_own_root(project, call):
    root = project(
        {
            "pyproject.toml": PROJECT,
            "a/pyproject.toml": "[tool.icefloe]\nsource = ['lib']\nexclude = ['old.py']\n",
            "a/flows/train.py": BROKEN,
            "a/lib/helpers.py": HELPERS,
            "a/old.py": BROKEN,
        }
    )
    lines = call("check", "--output-format", "concise").stdout.splitlines()
    assert [line.partition(" FLO301")[0] for line in lines[:-2]] == ["a/flows/train.py:14:11:"]
    assert "a/flows/train.py" in call("check", str(root)).stdout
    assert call("check", "a", "--output-format", "concise").stdout.startswith("flows/train.py:14:11: FLO301")


def test_several_pipelines_of_one_file_are_counted(project, call):
    project(**{"train.py": PIPELINE + "\nother = Pipeline('other', context=ctx).add_step(load)\n"})
    result = call("check")
    assert "2 pipelines" in result.stdout


def test_a_pipeline_that_is_imported_is_counted_where_it_stands(project, call):
    project(**{"main.py": "from train import pipeline\n\npipeline.run()\n", "train.py": BROKEN})
    result = call("check", "--output-format", "concise")
    assert result.stdout.count("FLO301") == 1
    assert result.stdout.endswith("checked 3 files, 1 pipeline, 2 connections (0 unknown)\n")


def test_the_limit_on_modules_is_for_each_file(project, call):
    files = {f"m{i}.py": "x = 1\n" for i in range(700)}
    imports = ["".join(f"import m{i}\n" for i in range(first, first + 350)) for first in (0, 350)]
    project(**files, **{f"{name}.py": lines + PIPELINE for name, lines in zip("ab", imports, strict=True)})
    result = call("check", "a.py", "b.py")
    assert (result.exit_code, result.stdout[:34]) == (0, "checked 2 files, 2 pipelines, 4 co")


def test_a_comment_suppresses_a_finding_on_either_of_its_lines(project, call):
    for line in (9, 14):
        lines = BROKEN.split("\n")
        lines[line - 1] += "  # icefloe: ignore[FLO301] known"
        project(**{"train.py": "\n".join(lines)})
        assert (line, call("check").exit_code) == (line, 0)
    project(**{"train.py": BROKEN.replace("-> int:", "-> int:  # icefloe: ignore[FLO999] other")})
    assert call("check").exit_code == 1


# --- bad input ------------------------------------------------------------------------------------------------------

CHAIN = "from flowyml import Pipeline\np = Pipeline('x')" + ".add_step(f)" * 1000 + "\n"
UNKNOWABLE = """\
import os
from flowyml import Pipeline, step

@step(outputs=["a"])
def a() -> int:
    return 1

pipeline = Pipeline("p")
for name in os.environ["STEPS"].split(","):
    pipeline.add_step(a)
"""
BAD = {
    "syntax error": ("import flowyml\ndef f(:\n", "FLO9", 2),
    "not UTF-8": (b"import flowyml\nx = '\xff'\n", "FLO9", None),
    "NUL byte": (b"import flowyml\nx = '\0'\n", "FLO9", None),
    "2,000 nested brackets": ("import flowyml\nx = " + "[" * 2000 + "]" * 2000 + "\n", "FLO9", 2),
    "1,000-link chain": (CHAIN, "FLO9", 2),
    "unknowable list of steps": (UNKNOWABLE, "FLO103", None),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_has_a_code_a_place_and_a_status_and_the_others_are_still_checked(project, call, what):
    content, code, line = BAD[what]
    project(**{"bad.py": content, "train.py": BROKEN})
    result = call("check", "--output-format", "concise")
    assert result.exit_code == 1
    *findings, summary = result.stdout.splitlines()
    bad = [finding for finding in findings if finding.startswith("bad.py:")]
    assert len(bad) == 1, result.stdout
    assert f" {code}" in bad[0]
    if line is not None:
        assert bad[0].startswith(f"bad.py:{line}:")
    assert any(finding.startswith("train.py:14:11: FLO301") for finding in findings)
    page = call("explain", bad[0].split()[1])
    assert (page.exit_code, page.stdout[:2]) == (0, "# ")
    assert summary.startswith("checked 3 files, ")
    assert call("check", "bad.py").exit_code == 1
    assert call("check", "bad.py", "--output-format", "full").stdout.count(" --> bad.py:") >= 1


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("verb", ["compile", "show"])
def test_a_verb_that_needs_a_plan_says_the_findings_and_writes_nothing(project, call, what, verb):
    root = project({"pyproject.toml": PROJECT, "bad.py": BAD[what][0]})
    result = call(verb, "bad.py")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"error[{BAD[what][1]}" in result.stderr
    assert {path.name for path in root.iterdir()} == {"pyproject.toml", "bad.py"}


def test_a_missing_path_is_an_error_and_the_others_are_still_checked(project, call):
    project(**{"bad.py": "import flowyml\ndef f(:\n"})
    result = call("check", "--output-format", "concise", "train.py", "nowhere.py", "bad.py", "nowhere.py")
    assert (result.exit_code, result.stderr) == (2, "error: no such file or folder: nowhere.py [FLO921]\n")
    assert result.stdout.splitlines()[0].startswith("bad.py:2:7: FLO901 ")
    assert result.stdout.splitlines()[-1].startswith("checked 2 files, 1 pipeline, ")
    result = call("check", "nowhere.py", "")
    assert result.exit_code == 2
    assert (
        result.stderr
        == "error: no such file or folder: nowhere.py [FLO921]\nerror: an empty path means no file and no folder\n"
    )


def test_an_empty_folder_is_a_warning(project, call):
    project({"pyproject.toml": PROJECT})
    result = call("check")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "checked 0 files, 0 pipelines, 0 connections (0 unknown)\n",
        "warning: no pipelines found [FLO922]\n",
    )


def test_a_file_without_a_pipeline_is_an_error_only_when_it_is_named(project, call):
    project()
    result = call("check", "helpers.py")
    assert (result.exit_code, result.stderr) == (2, "error: helpers.py holds no pipeline [FLO922]\n")
    assert result.stdout == "checked 1 file, 0 pipelines, 0 connections (0 unknown)\n"
    assert call("check", "helpers.py", "train.py").exit_code == 2
    assert call("check", ".").exit_code == 0


def test_a_file_of_another_kind_and_a_mistake_in_the_settings(project, call):
    project(**{"notes.txt": "x"})
    assert call("check", "notes.txt").stderr == "error: notes.txt is neither a Python nor a YAML file\n"
    project(**{"pyproject.toml": "[tool.icefloe]\nexlude = []\n"})
    result = call("check")
    assert result.exit_code == 2
    assert result.stderr == "error: pyproject.toml: [tool.icefloe] has no key `exlude`: did you mean `exclude`?\n"


def test_links_and_pipes_in_a_project_are_passed_over(project, call):
    root = project()
    (root / "loop").symlink_to(root)
    (root / "elsewhere.py").symlink_to("/etc/hostname")
    os.mkfifo(root / "pipe.py")
    assert call("check").stdout == "checked 2 files, 1 pipeline, 2 connections (0 unknown)\n"
    for name, why in {"pipe.py": "it is no regular file", "elsewhere.py": "it is a link"}.items():
        result = call("check", name, "--output-format", "concise")
        assert (result.exit_code, result.stdout.split(": ")[1][:6]) == (1, "FLO909")
        assert f"the file cannot be read: {why}" in result.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_found_in_a_folder_too(project, call):
    root = project()
    (root / "train.py").chmod(0)
    assert "train.py:1:1: FLO909" in call("check", "--output-format", "concise").stdout


@pytest.mark.parametrize("name", ["train.v2.py", "__init__.py", "steps.py"])
def test_a_file_that_no_import_reaches_is_never_passed_over_in_silence(project, call, name):
    project({"pyproject.toml": PROJECT, "helpers.py": HELPERS, "steps/__init__.py": "", name: BROKEN})
    result = call("check", "--output-format", "concise")
    assert (result.exit_code, result.stdout.split(": ")[:2][0]) == (0, f"{name}:1:1")
    assert "FLO910" in result.stdout
    assert call("check", name).exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["check", "--bogus"], ["chekc"], ["check", "--output-format", "xml"], ["compile"]]
)
def test_a_wrong_call_is_status_2(call, arguments):
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stderr


def test_a_hostile_file_is_never_executed(project, call):
    trap = "raise SystemExit('executed')\n"
    root = project(
        **{
            "train.py": PIPELINE + "\n__import__('os').mkdir('executed')\n",
            "helpers.py": HELPERS + "\nopen('executed', 'w')\n",
            "os.py": trap,
            "conftest.py": trap,
            "sitecustomize.py": trap,
            "json.py": trap,
            "click.py": trap,
        }
    )
    assert call("check", "train.py").exit_code in (0, 1)
    assert not (root / "executed").exists()
