"""A saved version runs with the sources that it was saved from, and with no others."""

import os
import shutil
import subprocess
import sys

import pytest
from versioned_texts import HELPERS, TRAIN

pytestmark = pytest.mark.executes


def icefloe(*words, **more):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "FORCE_COLOR"))}
    command = [sys.executable, "-m", "icefloe", *words]
    return subprocess.run(command, env={**environment, **more}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("changed", "module"),
    [
        ({"helpers__py": HELPERS.replace("LIMIT = 3", "LIMIT = 4")}, "helpers.py"),
        ({"train__py": TRAIN.replace("sum(", "max(")}, "train.py"),
        ({"helpers__py": HELPERS + "# what a step raises would stand elsewhere\n"}, "helpers.py"),
    ],
)
def test_other_sources_are_refused_before_anything_runs(written, changed, module):
    root = written()
    assert icefloe("freeze", "--save").returncode == 0
    ran = icefloe("run", "training@v1.0.0")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.rstrip().endswith("total  3")
    runs = sorted((root / ".icefloe/runs").iterdir())
    written(**changed)
    refused = icefloe("run", "training@v1.0.0")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"module `{module}` is not as it was frozen" in refused.stderr
    assert "training@v1.0.0 was saved from other sources" in refused.stderr
    assert sorted((root / ".icefloe/runs").iterdir()) == runs
    written()
    assert icefloe("run", "training@v1.0.0").returncode == 0


def test_a_parameter_is_set_as_in_any_run(written):
    written()
    icefloe("freeze", "--save")
    written(train__py=TRAIN.replace("v1.0.0", "v1.1.0"))
    assert icefloe("run", "training@v1.0.0").returncode == 1
    written()
    ran = icefloe("run", "training@v1.0.0", "-p", "size=2")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.rstrip().endswith("total  1")


def test_a_version_has_the_same_bytes_wherever_it_is_saved(written):
    root = written(train__py=TRAIN.replace('"training"', '"tränen/1"'))
    found = set()
    for more in (
        {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
    ):
        assert icefloe("freeze", "--save", **more).returncode == 0
        folder = root / ".icefloe/versions"
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        assert [path.name for path in files] == ["icefloe.lock", "plan.json"]
        found.add(tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in files))
        shutil.rmtree(root / ".icefloe")
    assert len(found) == 1
