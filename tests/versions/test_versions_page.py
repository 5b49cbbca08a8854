"""What docs/versions.md says is so: its commands run, and print what it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "versions.md"
SHOWN = re.compile(r"(<!-- icefloe (.+?) -->\n```text\n)(.*?)(```\n)", flags=re.DOTALL)


def run(root: Path, *words: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "FORCE_COLOR"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 or words[0] == "icefloe", done.stderr
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The page's project, of which an earlier version is saved already."""
    _, source = re.findall(r"<!-- file: (train\.py) -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0]
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "train.py").write_text(source.replace("v1.0.0", "v0.9.0").replace("size=5", "size=4"))
    run(tmp_path, "icefloe", "freeze", "--save")
    (tmp_path / "train.py").write_text(source)
    return tmp_path


@pytest.mark.golden
@pytest.mark.executes
def test_its_commands_print_what_it_shows(project):
    text = PAGE.read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 2
    run(project, "icefloe", "freeze", "--save")
    shown = SHOWN.sub(lambda it: it[1] + run(project, "icefloe", *it[2].split()) + it[4], text)
    for line in "".join(blocks).splitlines():
        assert run(project, *line.partition("#")[0].split()), line
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        assert not os.environ.get("CI"), "goldens are never regenerated in CI"
        PAGE.write_text(shown, encoding="utf-8", newline="\n")
        return
    assert shown == text


@pytest.mark.executes
def test_its_script_runs(project):
    (script,) = re.findall(
        r"```python\n(from icefloe import freeze_pipeline.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    (project / "ask.py").write_text(script)
    said = run(project, sys.executable, "ask.py")
    digest, _, difference = said.partition("\n")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest)
    assert "parameter `size`, default: `4` → `5`" in difference
    run(project, "icefloe", "freeze", "--save")
    words = [sys.executable, "-m", "icefloe", "freeze", "--save", "training"]
    again = subprocess.run(words, cwd=project, capture_output=True, text=True, check=True)
    assert again.stderr.startswith(f"training@v1.0.0 is saved already ({digest})\n")
