"""Long work says how far it is, where somebody sees it, and leaves nothing behind."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from kept_projects import FINE, PROJECT, write

from icefloe.cli import progress
from icefloe.cli.progress import Progress


class Terminal(io.StringIO):
    """A terminal, or not."""

    live = True

    def isatty(self) -> bool:
        """Whether it is one."""
        return self.live


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The one that talk goes to from now on."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_nothing_is_said_before_a_second_and_then_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    times = iter([0.0, 0.5, 0.99, 1.0, 1.05, 1.2])
    line = Progress(lambda: next(times))
    for done in range(310, 315):
        line(done, 1_000)
    line.clear()
    clear = "\r\x1b[K"
    assert shown.getvalue() == (f"{clear}looked at 312 of 1,000 files{clear}looked at 314 of 1,000 files{clear}")


def test_nothing_is_said_when_it_was_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    line = Progress()
    line(1, 2)
    line.clear()
    assert shown.getvalue() == ""


@pytest.mark.parametrize("how", ["piped", "dumb"])
def test_nothing_is_said_to_no_terminal(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    shown.live = how != "piped"
    monkeypatch.setenv("TERM", "dumb" if how == "dumb" else "xterm")
    monkeypatch.setattr(progress, "FIRST", 0.0)
    line = Progress()
    line(1, 2)
    line.clear()
    assert shown.getvalue() == ""


@pytest.mark.executes
def test_a_real_terminal_is_left_clean(tmp_path: Path) -> None:
    root = write(tmp_path / "p", {"pyproject.toml": PROJECT, **{f"p{number}.py": FINE for number in range(5)}})
    ours, theirs = pty.openpty()
    code = "from icefloe.cli import progress; progress.FIRST = progress.EVERY = 0.0\n"
    code += (
        "import sys; sys.argv = ['icefloe', 'check', '--no-cache', '-j1']; from icefloe.__main__ import main; main()"
    )
    environment = {**os.environ, "TERM": "xterm"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert [line for line in said.split("\r\x1b[K") if line.startswith("looked")] == [
        f"looked at {number} of 5 files" for number in range(1, 6)
    ]
    assert b"looked" not in done.stdout
    assert said.rpartition("\r\x1b[K")[2].strip() in {"", "warning: no pipelines found [FLO922]"}
