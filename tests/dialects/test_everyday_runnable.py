"""What the original makes of the files in `runnable/`, and what is told of each (see `test_everyday.py`)."""

import json
import re

import pytest
from everyday import EVERYDAY as EVERYDAYS
from everyday import findings

from icefloe import api

(EVERYDAY,) = (one for one in EVERYDAYS if one.folder.name == "runnable")
FOLDER, FILES = EVERYDAY.folder, EVERYDAY.files
TABLE = EVERYDAY.table
PYTHON = [name for name in FILES if name.endswith(".py")]
YAML = [name for name in FILES if name not in PYTHON]


def test_a_folder_is_checked_as_its_files_are() -> None:
    checked = api.check([str(FOLDER)])
    assert (checked.refused, checked.empty) == ((), ())
    # A folder with a `pyproject.toml` of its own is a project, in which its paths begin.
    own = [path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/pyproject.toml")]
    expected = {name.partition("/")[2] if name.partition("/")[0] in own else name for name in FILES}
    # The parameter files and configurations beside them are taken for no pipelines.
    assert {one.path for one in checked.pipelines} == expected


def test_there_are_enough_files() -> None:
    assert len(PYTHON) >= 35
    assert len(YAML) >= 15


@pytest.mark.parametrize(
    "name", [name for when, files in TABLE["fails"].items() if when != "meaning" for name in files]
)
def test_what_runnable_fails_on_is_told(name: str) -> None:
    assert re.search(" (error|warning) FLO", findings(FOLDER / name))


def test_a_file_that_runnable_runs_has_no_error_but_for_a_reason() -> None:
    fails = {name for files in TABLE["fails"].values() for name in files}
    assert set(TABLE["wrong"]) - fails == set(TABLE["succeeds"])


def test_the_twins_are_equal_but_for_their_header() -> None:
    python, yaml = (
        json.loads((FOLDER / "imaging" / "pipelines" / name).read_text(encoding="utf-8"))
        for name in ("labels.plan.json", "labels.yaml.plan.json")
    )
    assert (python.pop("entry"), yaml.pop("entry")) == ("labels:labels", "pipelines/labels.yaml")
    # Python looks beside the file first, runnable's YAML in the folder that it is started in.
    assert (python.pop("code")["paths"], yaml.pop("code")["paths"]) == (["pipelines", "."], [".", "pipelines"])
    assert python == yaml
