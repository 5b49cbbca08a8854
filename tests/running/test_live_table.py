"""What is shown of a run while it goes: painted anew on a terminal, in lines elsewhere, never in the way of the run."""

import fcntl
import io
import os
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest

from icefloe_runtimes.local import RunStarted, StepFinished, StepResult, StepRetried, StepStarted, screen
from icefloe_runtimes.local.livetable import LiveTable
from icefloe_runtimes.local.watching import Watch, watch


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        super().isatty()  # raises, if it is closed
        return True


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


STARTED = RunStarted(run_id="r", pipeline_name="p", steps=("load", "train", "deploy"), notes=("a note",))
TTY = {"TERM": "xterm"}


def ended(name: str, status: str = "succeeded", **more: object) -> StepFinished:
    return StepFinished(step=name, result=StepResult(name=name, status=status, **more))


def shown(text: str) -> str:
    """What a terminal shows after all that was written to it, as far as this program writes."""
    lines: list[str] = [""]
    for piece in re.split(r"(\x1b\[\d*[FJ]|\n)", text):
        if piece == "\n":
            lines.append("")
        elif found := re.fullmatch(r"\x1b\[(\d+)F", piece):
            lines = [*lines[: len(lines) - 1 - int(found[1])], ""]
        elif piece != "\x1b[J":
            lines[-1] += re.sub(r"\x1b\[[\d;]*m", "", piece)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("environment", "is_terminal", "is_live", "is_coloured"),
    [
        (TTY, True, True, True),
        (TTY, False, False, False),
        (TTY | {"CI": "true"}, True, False, True),
        (TTY | {"NO_COLOR": "1"}, True, True, False),
        (TTY | {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, True, False),
        (TTY | {"NO_COLOR": ""}, True, True, True),
        (TTY | {"FORCE_COLOR": "1"}, False, False, True),
        (TTY | {"FORCE_COLOR": "0"}, False, False, False),
        ({"TERM": "dumb"}, True, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, False, True),
        ({}, True, False, True),
    ],
)
def test_the_environment_decides(environment, is_terminal: bool, is_live: bool, is_coloured: bool) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    assert screen.is_live(stream, environment) == is_live
    assert screen.is_coloured(stream, environment) == is_coloured


def test_no_stream_is_nothing_to_look_at() -> None:
    stream = Terminal()
    stream.close()
    for one in (None, stream):
        assert not screen.is_live(one, TTY)
        assert not screen.is_coloured(one, TTY)


def test_a_live_table_is_painted_in_place() -> None:
    stream, clock = Terminal(), Clock()
    watching = watch(TTY, stream=stream, clock=clock)
    watching._every = 60.0
    for at, event in enumerate([STARTED, StepStarted(step="load"), ended("load"), StepStarted(step="train")]):
        clock.now = float(at)
        watching(event)
    assert shown(stream.getvalue()) == (
        "run r: p\nnote: a note\n✓ load    ok in 0.00s (cpu 0.00s)\n⠋ train   running 0.00s\n  deploy  waits\n"
        "  1 of 3 steps, 1 running, 3.0s\n"
    )
    assert "\x1b[32m" in stream.getvalue()
    watching.close()
    assert shown(stream.getvalue()) == "run r: p\nnote: a note\n"


def test_a_live_table_may_stay() -> None:
    stream = Terminal()
    watching = watch(TTY | {"NO_COLOR": "1"}, stream=stream, clock=Clock())
    for event in (STARTED, ended("load", "failed"), ended("train", "upstream failed"), ended("deploy", "skipped")):
        watching(event)
    watching.close(keep=True)
    assert "m" not in re.findall(r"\x1b\[[\d;]*([a-zA-Z])", stream.getvalue())
    assert shown(stream.getvalue()).splitlines()[2:] == [
        "✗ load    failed in 0.00s: ",
        "✗ train   upstream failed",
        "– deploy  skipped",
        "  3 of 3 steps, 0 running, 1 failed, 0.00s",
    ]


def test_what_runs_inside_stands_below_its_step() -> None:
    clock = Clock()
    table = LiveTable(clock, has_glyphs=False)
    for event in (
        STARTED,
        StepStarted(step="train"),
        StepStarted(step="train/0/fit"),
        StepFinished(step="train/1/fit", result=StepResult(name="train/1/fit", status="succeeded", inside="train")),
        StepRetried(step="train/0/fit", attempt=1, attempts=2, message="OSError: no", delay_seconds=1.0),
    ):
        table.take(event)
    clock.now = 2.0
    assert [text for text, _ in table.rows(20)] == [
        "  load         waits",
        "* train        running; 1 inside 2.0s",
        "* train/0/fit  running; attempt 1 of 2 failed: OSError: no 2.0s",
        "  deploy       waits",
        "  0 of 3 steps, 1 running, 2.0s",
    ]


@pytest.mark.parametrize("most", [3, 5, 10, 24])
def test_there_are_never_more_rows_than_there_is_room(most: int) -> None:
    table = LiveTable(Clock(), has_glyphs=True)
    names = tuple(f"s{number}" for number in range(500))
    table.take(RunStarted(run_id="r", pipeline_name="p", steps=names))
    for number, name in enumerate(names[:60]):
        table.take(StepStarted(step=name))
        if number < 50:
            table.take(ended(name, "failed" if number == 7 else "succeeded"))
    rows = table.rows(most)
    assert len(rows) <= most
    assert rows[-1][0].startswith("  50 of 500 steps, 10 running, 1 failed, ")
    if most == 24:
        told = [text.split()[1] for text, _ in rows[:-1] if not text.startswith("  ")]
        assert {"s7", *names[50:60]} <= set(told)
        assert told == sorted(told, key=names.index)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("e\u0301a", 2, "e\u0301a"),
        ("abc", 1, "…"),
    ],
)
def test_lines_are_cut_at_the_edge(text: str, width: int, cut: str) -> None:
    assert screen.cut(text, width) == cut


def test_plain_lines_tell_what_runs_long() -> None:
    stream, clock = io.StringIO(), Clock()
    watching = watch({}, stream=stream, clock=clock)
    for event in (STARTED, StepStarted(step="train"), StepStarted(step="train/0/fit")):
        watching(event)
    clock.now = 75.0
    watching._teller.tick()
    watching(ended("train/0/fit"))
    watching.close()
    assert stream.getvalue().splitlines()[2:] == [
        "still running: train/0/fit (1m15s)",
        "train/0/fit: ok in 0.00s (cpu 0.00s)",
    ]


def test_colour_can_be_forced_on_plain_lines() -> None:
    stream = io.StringIO()
    watching = watch({"FORCE_COLOR": "1"}, stream=stream)
    watching(ended("a", "failed"))
    watching.close()
    assert stream.getvalue() == "\x1b[31ma: failed in 0.00s: \x1b[0m\n"


@pytest.mark.parametrize("form", ["live", "plain", "none", "auto"])
def test_a_reader_that_is_gone_ends_the_telling_alone(form) -> None:
    class Gone(Terminal):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for stream in (Gone(), Terminal()):
        if not isinstance(stream, Gone):
            stream.close()
        watching = watch(TTY, form=form, stream=stream)
        for event in (STARTED, StepStarted(step="load"), ended("load")):
            watching(event)
        watching.close(keep=True)


def test_a_closed_stderr_is_told_nothing(monkeypatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    watching = watch(TTY)
    watching(STARTED)
    watching.close()
    assert isinstance(watching, Watch)


def test_the_size_of_a_terminal_that_does_not_know_it() -> None:
    first, second = os.openpty()
    with os.fdopen(first, "w"), os.fdopen(second, "w") as stream:
        assert (screen.columns(stream), screen.lines(stream)) == (80, 24)


@pytest.mark.executes
@pytest.mark.parametrize(("columns", "is_live"), [(60, True), (12, False)])
def test_on_a_real_terminal(project: Path, columns: int, is_live: bool) -> None:
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "999"}
    first, second = os.openpty()
    fcntl.ioctl(second, termios.TIOCSWINSZ, struct.pack("HHHH", 12, columns, 0, 0))
    words = [sys.executable, "-m", "icefloe", "run", "flow.py"]
    with os.fdopen(second, "w") as stream:
        done = subprocess.Popen(words, stderr=stream, stdout=subprocess.PIPE, env=environment, cwd=project)
    written = bytearray()
    with suppress(OSError):  # Linux says that a terminal has nobody left at its other end with EIO
        while block := os.read(first, 4096):
            written += block
    os.close(first)
    assert done.communicate()[0].startswith(b"flow succeeded in ")
    assert done.returncode == 0
    text = written.decode().replace("\r\n", "\n")
    assert (b"\x1b[J" in written) == is_live
    # stdout is read by another program, so that the table stays on the terminal.
    last = shown(text).splitlines()[-4:] if is_live else text.splitlines()[-3:]
    assert all(f"{name}" in line for name, line in zip(("load", "total", "show"), last, strict=False))
    assert not is_live or all(len(line) < columns for line in last)
