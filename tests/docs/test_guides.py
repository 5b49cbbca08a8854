"""What the guides show is what the commands print, about the files that they show."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from icefloe_runtimes.diagram.palette import PALETTE
from icefloe_runtimes.diagram.palette import kind as kind_of
from icefloe_schema.plan import Step, StubRun

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = ("editors.md", "fastflow.md", "motools.md", "types.md")
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n", flags=re.DOTALL)
COMMAND = re.compile(r"<!-- icefloe (.+?) -->\n```\w+\n(.*?)```\n", flags=re.DOTALL)


def printed(arguments: str, folder: Path) -> str:
    """What the command prints, on both streams where it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    command = [sys.executable, "-m", "icefloe", *shlex.split(arguments)]
    done = subprocess.run(
        command, cwd=folder, env={**environment, "NO_COLOR": "1"}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.mark.golden
@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_shows(guide: str, tmp_path: Path) -> None:
    text = (DOCS / guide).read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "pyproject.toml").touch()
    assert COMMAND.search(text)
    made = COMMAND.sub(
        lambda found: found.group(0)[: found.start(2) - found.start()] + printed(found.group(1), tmp_path) + "```\n",
        text,
    )
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        assert not os.environ.get("CI"), "goldens are never regenerated in CI"
        (DOCS / guide).write_text(made, encoding="utf-8", newline="\n")
        return
    assert made == text


def test_the_table_of_colours() -> None:
    rows = re.findall(
        r"^\| ([\w ,;]+) \| `(#\w+)` \| `(#\w+)` \|$",
        (DOCS / "fastflow.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert {(fill, line) for _, fill, line in rows} == {(one.fill, one.line) for _, one in PALETTE}
    for kinds, fill, line in rows:
        for kind in re.split(r", |; ", kinds):
            if " " not in kind:
                drawn = dict(PALETTE)[kind_of(Step(id="s", run=StubRun(), display={"kind": kind}))]
                assert (drawn.fill, drawn.line) == (fill, line), kind


@pytest.mark.executes
@pytest.mark.parametrize(
    ("guide", "arguments", "expected"),
    [
        ("fastflow.md", "run mended.py", r"train-loop +succeeded.*\n +deploy +succeeded"),
        ("fastflow.md", "run mended.py -p wanted=0.1", r"deploy +succeeded"),
    ],
)
def test_what_a_guide_runs(guide: str, arguments: str, expected: str, tmp_path: Path) -> None:
    for name, content in FILE.findall((DOCS / guide).read_text(encoding="utf-8")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "pyproject.toml").touch()
    assert re.search(expected, printed(arguments, tmp_path))
