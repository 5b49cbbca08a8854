"""The options of `check`: what is reported and how, called as a user calls them."""

import json
import re
import tomllib

import click
import pytest
from known_mistakes_cli import CLEAN, MISTAKES

from icefloe.cli.app import app
from icefloe.cli.call import Call
from icefloe.cli.check import FORMATS, check
from icefloe.report import REPORTS

FILES = {"pyproject.toml": "", "train.py": MISTAKES}
LINES = {
    "FLO201": "train.py:9:15: FLO201 step `train` takes `rwa`, but nothing in pipeline `x` gives it; "
    "did you mean `raw`?",
    "FLO105": "train.py:20:27: FLO105 `Pipeline` has no argument `verison`; did you mean `version`?",
}


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer without what a user's environment says."""
    monkeypatch.delenv("ICEFLOE_OUTPUT_FORMAT", raising=False)


@pytest.fixture
def concise(call):
    """The codes that a call reports."""

    def run(*arguments: str) -> list[str]:
        text = call("check", "-q", "--output-format", "concise", *arguments).stdout
        return re.findall(r": (FLO\d+) ", text)

    return run


# --- which findings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ([], ["FLO201", "FLO105"]),
        (["--select", "FLO2"], ["FLO201"]),
        (["--select", "FLO2,unknown-argument"], ["FLO201", "FLO105"]),
        (["--select", "FLO2", "--select", "FLO105"], ["FLO201", "FLO105"]),
        (["--select=FLO2", "--ignore", "missing-input"], []),
        (["--ignore", "FLO1"], ["FLO201"]),
        (["--select", "FLO2", "--extend-select", "FLO1"], ["FLO201", "FLO105"]),
        (["--per-file-ignores", "tr*:FLO2,FLO3"], ["FLO105"]),
        (["--per-file-ignores", "!src/**:FLO2", "--per-file-ignores", "*.py:FLO1"], []),
    ],
)
def test_what_is_reported(project, concise, arguments: list[str], codes: list[str]) -> None:
    project(FILES)
    assert concise(*arguments) == codes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "FLO2x"], "error: --select: there is no rule 'FLO2x'"),
        (["--per-file-ignores", "FLO201"], "'FLO201' has no codes: write PATTERN:CODE"),
        (["--baseline", "none.json"], "error: there is no baseline none.json: --update-baseline writes it"),
        (["--update-baseline"], "error: --update-baseline needs a baseline: --baseline FILE, or `baseline` in the"),
        (["--fix", "--add-ignore"], "error: --add-ignore and --fix cannot be done in one call"),
        (["--stdin-filename", "x.py", "train.py"], "error: stdin is checked alone: train.py cannot be checked in the"),
        (["--stdin-filename", "x.py", "--add-ignore"], "error: --add-ignore writes into files, and stdin is none"),
        (
            ["--statistics", "--output-format", "sarif"],
            "error: --statistics is said in full, concise or json, not sarif",
        ),
    ],
)
def test_a_wrong_call_is_said(project, call, arguments: list[str], message: str) -> None:
    project(FILES)
    result = call("check", *arguments)
    assert message in result.stderr
    assert (result.exit_code, result.stdout) == (2, "")


# --- how it is said -------------------------------------------------------------------------------------------------


def test_quiet_says_nothing_but_findings(project, call) -> None:
    project(FILES)
    result = call("check", "-q", "--output-format", "concise")
    assert (result.stdout, result.stderr) == (f"{LINES['FLO201']}\n{LINES['FLO105']}\n", "")
    assert result.exit_code == 1
    assert "found" not in call("check", "-q").stdout
    project(FILES, **{"train.py": CLEAN})
    result = call("check", "-q")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)
    assert (call("check", "-q", "--output-format", "json").stdout) == "[]\n"


def test_verbose_says_what_was_found_and_kept_back(project, call) -> None:
    project(FILES, **{"train.py": MISTAKES.replace('verison="1")', 'verison="1")  # icefloe: ignore[FLO105]')})
    said = call("check", "-v").stderr
    assert "pipeline train.py:x\n" in said
    assert "kept back: 1 by comments, 0 by a baseline" in said


def test_statistics_count_by_code(project, call) -> None:
    twice = MISTAKES + 'q = Pipeline("y", verison="1")  # icefloe: ignore[FLO404]\nq.add_step(load)\n'
    project(FILES, **{"train.py": twice})
    result = call("check", "--statistics")
    assert result.stdout.splitlines() == [
        "2  FLO105  [ ] unknown-argument",
        "1  FLO201  [ ] missing-input",
        "1  FLO930  [*] unused-suppression",
        "[*] fixable with `icefloe check --fix`",
    ]
    assert result.exit_code == 1
    rows = json.loads(call("check", "--statistics", "--output-format", "json").stdout)
    assert rows[0] == {"code": "FLO105", "name": "unknown-argument", "count": 2, "fixable": False}
    assert call("check", "--statistics", "--select", "FLO4").stdout == ""


def test_all_reports_can_be_named() -> None:
    assert list(FORMATS) == [report.name for report in REPORTS]


@pytest.mark.parametrize("name", [report.name for report in REPORTS])
def test_every_report_can_be_asked_for(project, call, name: str) -> None:
    project(FILES)
    by_option = call("check", "--output-format", name)
    assert "FLO201" in by_option.stdout
    assert call("check", env={"ICEFLOE_OUTPUT_FORMAT": name}).stdout == by_option.stdout
    project(FILES, **{"pyproject.toml": f"[tool.icefloe]\noutput-format = '{name}'"})
    assert call("check").stdout == by_option.stdout
    other = call("check", "--output-format", "concise").stdout
    assert call("check", "--output-format", "concise", env={"ICEFLOE_OUTPUT_FORMAT": name}).stdout == other


def test_the_environment_comes_before_the_settings_and_both_are_checked(project, call) -> None:
    project(FILES, **{"pyproject.toml": "[tool.icefloe]\noutput-format = 'jsn'"})
    assert call("check", env={"ICEFLOE_OUTPUT_FORMAT": "concise"}).stdout.startswith("train.py:9:15")
    wrong = call("check")
    assert wrong.stderr == (
        "error: pyproject.toml: `output-format` in [tool.icefloe]: there is no report 'jsn': did you mean json?\n"
    )
    assert wrong.exit_code == 2
    assert (
        "ICEFLOE_OUTPUT_FORMAT: there is no report 'x': there are"
        in call("check", env={"ICEFLOE_OUTPUT_FORMAT": "x"}).stderr
    )
    assert call("check", "--isolated").stdout.startswith("error[FLO201]")


@pytest.mark.executes
def test_a_report_goes_into_a_file(project, call) -> None:
    root = project(FILES)
    direct = call("check", "--output-format", "json")
    result = call("check", "--output-format", "json", "-o", "out/report.json")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert (root / "out/report.json").read_text() == direct.stdout
    call("check", "-o", "full.txt", env={"FORCE_COLOR": "1"})
    assert "\x1b" not in (root / "full.txt").read_text()


# --- which files ----------------------------------------------------------------------------------------------------


def test_files_and_settings_are_shown(project, call) -> None:
    root = project(
        {
            "pyproject.toml": "[tool.icefloe]\nselect = ['FLO2']\nexclude = ['old']\n"
            "[tool.icefloe.per-file-ignores]\n'a/**' = ['FLO3']\n",
            "train.py": MISTAKES,
            "old/a.py": "",
            "a/b.py": "",
        }
    )
    assert call("check", "--show-files").stdout == "a/b.py\ntrain.py\n"
    assert call("check", "--show-files", "--exclude", "a").stdout == "old/a.py\ntrain.py\n"
    text = call("check", "--show-settings").stdout
    assert text.startswith(f"# {root}\n# read: {root}/pyproject.toml\n")
    assert 'select = ["FLO2"]  # pyproject.toml: `select` in [tool.icefloe]\n' in text
    assert 'per-file-ignores."a/**" = ["FLO3"]  # pyproject.toml: `a/**` in [tool.icefloe.per-file-ignores]\n' in text
    assert "respect-gitignore = true\n" in text
    assert "# select is not set" not in text
    bare = call("check", "--show-settings", "--isolated", "--no-cache").stdout
    assert "# no configuration was read" in bare
    assert "# select is not set: all codes but FLO810, " in bare
    for key in ("output-format is not set: full", "baseline is not set", "python is not set", "dialects is not set"):
        assert f"\n# {key}" in bare
    assert bare.endswith("\n# cache folder: none\n")
    assert set(tomllib.loads(bare)) == {
        "exclude", "extend-select", "force-exclude", "ignore", "respect-gitignore", "source"
    }  # fmt: skip


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch, call):
    """Call with a text on stdin."""

    def run(text: str, *arguments: str):
        from click.testing import CliRunner

        return CliRunner().invoke(app, ["check", "--output-format", "concise", *arguments], input=text)

    return run


def test_a_text_on_stdin_is_checked_as_the_file_that_it_is_called(project, piped) -> None:
    project(FILES, **{"steps.py": "raise SystemExit\n"})
    text = MISTAKES.replace("verison", "version")
    assert piped(text, "--stdin-filename", "train.py", "-").stdout.splitlines()[0] == LINES["FLO201"]
    assert "FLO105" not in piped(text, "--stdin-filename", "train.py").stdout
    assert "FLO105" in piped(MISTAKES, "-").stdout
    assert piped(MISTAKES, "-").stdout.startswith("stdin.py:9:15")
    assert "new/x.py:9:15" in piped(MISTAKES, "--stdin-filename", "new/x.py", "-").stdout
    clean = piped("x = 1\n", "--stdin-filename", "x.py", "-")
    assert clean.exit_code == 0


def test_stdin_sees_the_rest_of_the_project_on_disk(project, piped) -> None:
    own, _, rest = MISTAKES.partition("@step(inputs")
    project({"pyproject.toml": "", "steps.py": own, "flow.py": ""})
    text = f"from flowyml import Pipeline, step\nfrom steps import load\n\n@step(inputs{rest}"
    assert "flow.py:4:15: FLO201" in piped(text, "--stdin-filename", "flow.py", "-").stdout


# --- changes --------------------------------------------------------------------------------------------------------


@pytest.mark.executes
def test_comments_are_added_and_the_next_call_is_clean(project, call) -> None:
    root = project(FILES)
    result = call("check", "--add-ignore=known since March", "train.py")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "ignored 2 findings in 1 file\n", 0)
    assert "# icefloe: ignore[FLO105] known since March\n" in (root / "train.py").read_text()
    assert call("check").exit_code == 0
    # A path is no reason: that must be joined by `=`.
    project(FILES)
    assert call("check", "--add-ignore", "train.py").stderr == "ignored 2 findings in 1 file\n"
    assert "ignore[FLO105]\n" in (root / "train.py").read_text()
    assert call("check", "--add-ignore").stderr == "there is nothing to ignore\n"


@pytest.mark.executes
def test_a_baseline_is_written_and_read(project, call) -> None:
    root = project(FILES)
    first = call("check", "--baseline", "known.json", "--update-baseline")
    assert "wrote known.json: 2 added, 0 removed\n" in first.stderr
    assert first.exit_code == 0
    project({"pyproject.toml": "[tool.icefloe]\nbaseline = 'known.json'"})
    assert call("check", "-v").exit_code == 0
    assert "kept back: 0 by comments, 2 by a baseline" in call("check", "-v").stderr
    (root / "train.py").write_text("\n\n" + MISTAKES.replace("verison", "version"))
    told = call("check")
    assert told.stderr == (
        "warning: known.json: 1 entry is found no more (FLO105 in train.py): `icefloe check --update-baseline` takes it"
        " out\n"
    )
    assert "wrote known.json: 0 added, 1 removed\n" in call("check", "--update-baseline").stderr
    assert call("check").stderr == ""


@pytest.mark.executes
def test_a_fix_of_stdin_gives_its_text(project, piped) -> None:
    project(FILES)
    text = CLEAN.replace('Pipeline("x")', 'Pipeline("x")  # icefloe: ignore[FLO105]')
    result = piped(text, "--fix", "--unsafe-fixes", "--stdin-filename", "train.py", "-")
    assert (result.stdout, result.exit_code) == (CLEAN, 0)
    untouched = piped(CLEAN, "--fix", "--stdin-filename", "train.py", "-")
    assert untouched.stdout == CLEAN


# --- the help -------------------------------------------------------------------------------------------------------


def test_each_option_is_a_field_of_a_call_with_the_same_default() -> None:
    call = Call()
    context = check.make_context("check", [])
    assert context.params == {name: getattr(call, name) for name in Call.__dataclass_fields__}


def test_the_help_shows_the_options_in_groups(call) -> None:
    text = call("check", "--help").stdout
    headings = re.findall(r"^(\w.*):$", text, re.MULTILINE)
    assert [heading.partition(" (")[0] for heading in headings] == [
        "Which findings",
        "Fixes",
        "Which files",
        "How it is said",
        "What is known",
        "How it is done",
        "Other options",
    ]
    for option in check.params:
        if isinstance(option, click.Option):
            assert all(name in text for name in (*option.opts, *option.secondary_opts))
            assert option.help
