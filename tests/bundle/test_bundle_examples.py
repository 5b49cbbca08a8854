"""An example of each dialect gives out of its bundle, in an empty folder, the very outputs that `icefloe run` gives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_project import BARE, outputs, record

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

pytestmark = pytest.mark.executes


@pytest.mark.parametrize(
    ("dialect", "target", "needed", "options"),
    [
        ("flowyml", "ml_training.py", ("pandas", "sklearn"), ("--include", "data")),
        ("runnable", "ml_training.yaml", ("pandas", "sklearn"), ()),
        ("motools", "train_and_evaluate.py", ("sklearn",), ()),
        ("fastflow", "ml_pipeline.py", ("sklearn",), ()),
        ("native", "report.py", (), ("--include", "data/tumours.csv")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_example_gives_the_same(
    dialect: str, target: str, needed: tuple[str, ...], options: tuple[str, ...], tmp_path: Path
) -> None:
    for name in needed:
        pytest.importorskip(name, reason=f"{name} is not installed here")
    folder, empty = tmp_path / dialect, tmp_path / "empty"
    shutil.copytree(EXAMPLES / dialect, folder, ignore=shutil.ignore_patterns(".icefloe", "*.plan.json", "__pycache__"))
    empty.mkdir()
    bundle = tmp_path / "example.pyz"
    called(sys.executable, "-m", "icefloe", "run", target, folder=folder)
    called(sys.executable, "-m", "icefloe", "bundle", target, "-o", str(bundle), *options, folder=folder)
    python = [sys.executable, "-I"] if needed else [BARE[-1], "-I"]
    if options:
        called(*python, str(bundle), "unpack", folder=empty)
    called(*python, str(bundle), folder=empty)
    assert record(folder)["state"] == record(empty)["state"] == "succeeded"
    assert record(empty)["figures"] == record(folder)["figures"]
    assert outputs(empty) == outputs(folder)
    assert outputs(empty)
    assert record(empty)["digests"]["plan"] == record(folder)["digests"]["plan"]


def called(*command: str, folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ICEFLOE_")}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
