"""Paths that CI systems read begin at the working directory; those for people begin at the project."""

import json
import re
import shutil

import pytest
from copied_tree import REPOSITORY

from icefloe.cli.call import Call
from icefloe.cli.checking import answered
from icefloe.report import REPORTS

EXAMPLE = REPOSITORY / "examples" / "flowyml" / "broken.py"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in ("services/one", "services/two"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "pyproject.toml").touch()
        shutil.copy2(EXAMPLE, tmp_path / name / "train.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICEFLOE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def paths(form: str, *named: str) -> set[str]:
    """The paths in a report."""
    out = answered(Call(paths=named, output_format=form, cache=False, jobs=1)).out
    return set(re.findall(r"[\w./]*train\.py", out.replace("%0A", "\n")))


@pytest.mark.parametrize("form", [report.name for report in REPORTS])
def test_a_project_that_is_checked_from_above(form, repository):
    below = form in ("sarif", "github", "gitlab", "junit", "markdown")
    assert paths(form, "services/one") == {"services/one/train.py" if below else "train.py"}


@pytest.mark.parametrize("form", [report.name for report in REPORTS])
def test_several_projects_and_a_call_from_inside(form, repository, monkeypatch):
    wanted = {"services/one/train.py", "services/two/train.py"}
    found = paths(form, "services/one", "services/two")
    assert found in (wanted, {path.removeprefix("services/") for path in wanted})
    assert found == wanted or form in ("full", "concise", "json")
    monkeypatch.chdir(repository / "services" / "one")
    assert paths(form, ".") == paths(form, "train.py") == {"train.py"}


def test_data_is_alone_on_stdout(repository):
    for form in ("json", "sarif", "gitlab"):
        answer = answered(Call(paths=("services",), output_format=form, cache=False, jobs=1))
        assert json.loads(answer.out)
        assert "checked 2 files, 2 pipelines" in answer.err
        assert answer.status == 1
    answer = answered(Call(paths=("services",), output_format="junit", cache=False, jobs=1))
    assert answer.out.startswith("<?xml")
    assert answer.out.endswith("</testsuites>\n")
