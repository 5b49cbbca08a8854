"""The script of a job, run by real shells: each value arrives as one whole argument, and nothing else happens."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_injection import NASTY

from icefloe_runtimes.invocation import name_of, script, value_of

_TELL = "#!{python}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder in which `python` tells its arguments."""
    teller = tmp_path / "bin" / "python"
    teller.parent.mkdir()
    teller.write_text(_TELL.format(python=sys.executable))
    teller.chmod(0o755)
    return teller.parent


def arguments(shell: str, programs: Path, variables: dict[str, str], count: int) -> list[str]:
    command = [shutil.which(shell) or pytest.fail(f"{shell} is not installed"), "-c", str(script(count))]
    environment = {"PATH": f"{programs}:/usr/bin:/bin", **variables}
    done = subprocess.run(command, env=environment, cwd=programs, capture_output=True, text=True, check=True)
    told: list[str] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("text", [text for text in NASTY if "\0" not in text])
def test_words_arrive_whole(shell: str, text: str, programs: Path) -> None:
    common = {f"ICEFLOE_{name}": text for name in ("PLAN", "STEP", "ROOT", "ARTIFACTS")}
    given = {name_of(1): "first", value_of(1): text, name_of(2): "second", value_of(2): "", name_of(3): text}
    told = arguments(shell, programs, {**common, **given, value_of(3): "3"}, 3)
    passed = ["-p", f"first={text}", "-p", f"{text}=3"]
    assert told == ["-m", "icefloe_runtimes.step", "--root", text, "--artifacts", text, *passed, "--", text, text]
    assert [path.name for path in programs.iterdir()] == ["python"]


def test_the_script_holds_nothing_that_a_target_evaluates() -> None:
    for count in range(12):
        assert "{{" not in script(count)
        assert "$(" not in script(count)
