"""Which of the loaded modules are noted as the project's."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from icefloe_runtimes.step.noted import Noted


@pytest.mark.parametrize(("name", "is_noted"), [("ours", True), ("__main__", False), ("__mp_main__", False)])
def test_the_module_of_the_worker_is_none_of_the_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_noted: bool
) -> None:
    path = tmp_path / "worker.py"
    path.write_text("x = 1\n")
    module = ModuleType(name)
    module.__file__ = str(path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, name, module)
    assert ("worker.py" in Noted(tmp_path, (str(tmp_path),), {}).modules()) is is_noted
