"""Nothing of what is read is executed: every trap is read in this process, under the watch of `tests/conftest.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from trap_table import TRAPS, contents, write

from icefloe import api
from icefloe.api.locking import freeze, verify
from icefloe.findings import Severity

HERE = Path(__file__).parent
#: Traps that hold something to be said besides their pipeline, and by which codes.
SAID = {
    "endless": {"FLO912"},
    "pipeline_subclass": {"FLO104"},
    "step_decorator_argument": {"FLO106"},
    "pipeline_context": {"FLO131"},
    "shadow_flowyml": {"FLO802"},
    "cookie_of_a_local_codec": {"FLO902"},
}
#: Traps whose words are not those of a dialect: the project has a module of that name itself.
NO_PIPELINE = {"shadow_flowyml"}


def test_there_are_enough_and_each_does_harm_when_it_runs(tmp_path: Path) -> None:
    """A trap that would not spring proves nothing. Each is set off in a process of its own."""
    assert len(TRAPS) >= 150
    done = subprocess.run(
        [sys.executable, str(HERE / "spring.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONWARNINGS": "ignore"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    sprung = set(done.stdout.split())
    assert [name for name, trap in TRAPS.items() if trap.sprung_by and name not in sprung] == []
    assert len(sprung) >= 150


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_read_and_not_sprung(name: str, tmp_path: Path, watch) -> None:
    folder = write(TRAPS[name], tmp_path)
    before = contents(folder)
    modules = set(sys.modules)
    checked = api.check([str(folder)])
    frozen = freeze(folder)
    compiled = api.compile_(str(folder / "pipeline.py")) if name not in NO_PIPELINE else None
    assert [change.kind for change in verify(folder).changes] == ["absent"], "there is no lock"
    assert contents(folder) == before
    assert not {module for module in set(sys.modules) - modules if comes_from(module, folder)}
    assert watch.violations == []

    assert ("training" in [one.name for one in checked.pipelines]) is (name not in NO_PIPELINE)
    findings = [*checked.findings, *frozen.checked.findings, *(compiled.checked.findings if compiled else ())]
    wrong = {finding.code for finding in findings if finding.severity is not Severity.NOTE}
    wrong -= {"FLO804"}  # most traps do something when they are loaded, and that is what it says
    assert wrong <= SAID.get(name, set()), [finding.message for finding in findings]
    if not wrong and compiled is not None:
        steps = {made.label: [step.id for step in made.plan.steps] for made in compiled.plans}
        assert steps.get("training") == ["load", "total"]
        assert frozen.text


def comes_from(module: str, folder: Path) -> bool:
    return str(getattr(sys.modules[module], "__file__", None) or "").startswith(str(folder))
