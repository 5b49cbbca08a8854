"""Every snippet of docs/ci.md is what its reader accepts, and says of the formats what is so."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from copied_tree import REPOSITORY
from proof_tools import program

from icefloe import api
from icefloe.report import REPORTS

GUIDE = (REPOSITORY / "docs" / "ci.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n", GUIDE, flags=re.DOTALL))
WORKFLOWS = sorted(name for name in FILES if "/workflows/" in name)
COMMIT = "11bd71901bbe5b1630ceea73d27597364c9af683"
EXAMPLE = REPOSITORY / "examples" / "flowyml" / "broken.py"


def written(name: str, folder: Path) -> Path:
    """A file of the guide; where the reader has something to fill in, it is filled in."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FILES[name].replace("OWNER", "someone").replace("REVISION", COMMIT), "utf-8")
    return path


def ran(*command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program(command[0]), *command[1:]], capture_output=True, text=True, cwd=folder)


@pytest.mark.parametrize(
    ("name", "schema"),
    [*((name, "vendor.github-workflows") for name in WORKFLOWS), (".gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_the_schemas_accept_what_is_shown(name, schema, tmp_path):
    done = ran("check-jsonschema", "--builtin-schema", schema, str(written(name, tmp_path)))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", WORKFLOWS)
def test_zizmor_finds_nothing_in_the_workflows(name, tmp_path):
    (tmp_path / "zizmor.yml").write_text(
        "rules:\n  unpinned-uses:\n    config:\n      policies:\n        'github/*': ref-pin\n        '*': hash-pin\n"
    )
    words = ["--offline", "--no-progress", "--persona", "pedantic", "--config", str(tmp_path / "zizmor.yml")]
    done = ran("zizmor", *words, str(written(name, tmp_path)))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_accepted_by_its_schema_and_by_zizmor():
    action = str(REPOSITORY / "action.yml")
    assert ran("check-jsonschema", "--builtin-schema", "vendor.github-actions", action).returncode == 0
    done = ran("zizmor", "--offline", "--no-progress", "--persona", "pedantic", action)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_stands_in_a_script():
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
    scripts = [step["run"] for step in action["runs"]["steps"]]
    assert len(scripts) == 2
    assert all("${{" not in script for script in scripts)


def test_pre_commit_accepts_hooks_and_configuration(tmp_path):
    done = ran("pre-commit", "validate-manifest", str(REPOSITORY / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout
    done = ran("pre-commit", "validate-config", str(written(".pre-commit-config.yaml", tmp_path)))
    assert done.returncode == 0, done.stdout


def test_the_hooks_of_the_guide_are_those_there_are():
    hooks = {hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert set(re.findall(r"^\| `(icefloe-\w+)` \|", GUIDE, flags=re.MULTILINE)) == set(hooks)
    assert all(hook["pass_filenames"] is False for hook in hooks.values())


def test_the_inputs_and_outputs_of_the_guide_are_those_there_are():
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
    table = GUIDE.split("| input | |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", table, flags=re.MULTILINE) == list(action["inputs"])
    assert all(f"`{name}`" in GUIDE for name in action["outputs"])


def test_the_formats_of_the_guide_are_those_there_are():
    table = GUIDE.split("| format | for | |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE) == [report.name for report in REPORTS]


def test_the_matcher_matches_what_concise_says():
    (matcher,) = json.loads(FILES[".github/icefloe-matcher.json"])["problemMatcher"]
    (pattern,) = matcher["pattern"]
    checked = api.check([str(EXAMPLE)])
    concise = next(report for report in REPORTS if report.name == "concise")
    lines = concise.render(checked.findings, checked.sources, checked.summary).splitlines()
    found = [match for line in lines if (match := re.search(pattern["regexp"], line))]
    assert len(found) == len(checked.findings) == 1
    said = {key: found[0][pattern[key]] for key in ("file", "line", "column", "code")}
    assert said == {"file": "broken.py", "line": "24", "column": "15", "code": "FLO301"}
    assert found[0][pattern["message"]] == checked.findings[0].message


def test_the_fields_of_json_are_those_of_the_table():
    checked = api.check([str(EXAMPLE)])
    as_json = next(report for report in REPORTS if report.name == "json")
    (row,) = json.loads(as_json.render(checked.findings, checked.sources, checked.summary))
    table = GUIDE.split("| field | |")[1].split("\n\n")[0]
    told = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    }
    assert set(row) <= told
    assert told <= {*row, "facts"}
