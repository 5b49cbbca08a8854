"""What the README shows is what the command prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = r"<!-- {command} -->\n```{language}\n(.*?)```\n"


def block(command: str, language: str) -> re.Pattern[str]:
    return re.compile(BLOCK.format(command=re.escape(command), language=language), flags=re.DOTALL)


def run(*arguments: str, folder: Path, status: int) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    command = [sys.executable, "-m", "icefloe", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**environment, "NO_COLOR": "1"}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def shown(command: str, language: str, output: str) -> None:
    """Compare a block of the README with an output; with ICEFLOE_REGENERATE=1 write the block, but never in CI."""
    text = README.read_text(encoding="utf-8")
    found = block(command, language).search(text)
    assert found, f"the README does not show `{command}`"
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        assert not os.environ.get("CI"), "goldens are never regenerated in CI"
        README.write_text(text[: found.start(1)] + output + text[found.end(1) :], encoding="utf-8", newline="\n")
        return
    assert found.group(1) == output


def pipeline() -> str:
    found = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert found
    return found.group(1)


def test_pipeline_has_ten_lines():
    assert len([line for line in pipeline().splitlines() if line.strip()]) <= 10


@pytest.mark.golden
def test_frame(tmp_path):
    (tmp_path / "scores.py").write_text(pipeline(), encoding="utf-8")
    output = run("check", "scores.py", folder=tmp_path, status=1)
    for end in ("cross_validate", "summarise", "dict[str, float]", "list[float]"):
        assert end in output
    shown("icefloe check scores.py", "text", output)


@pytest.mark.golden
def test_diagram():
    shown(
        "icefloe graph examples/flowyml/ml_training.py",
        "mermaid",
        run("graph", "examples/flowyml/ml_training.py", folder=ROOT, status=0),
    )
