"""Hostile files and folders: the process survives each, says what is wrong and where, and keeps within bounds.

They are read in processes of their own, as one that dies cannot say so itself, on stacks of 8 MB and of 1 MB. The heavy
ones are left to `make faults`, which also calls the whole command on each.
"""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_table import FOLDERS, HEAVY, SOURCES

pytestmark = pytest.mark.executes
HERE = Path(__file__).parent
MEGABYTE = 1 << 20
#: Of processor time, so that a busy machine changes nothing; far above what any of them takes.
SECONDS, MEGABYTES = 20, 2000
NAMES = tuple(name for name in (*SOURCES, *FOLDERS) if name not in HEAVY)


def read(names: tuple[str, ...], stack: int) -> dict[str, dict[str, object]]:
    """What is said of each; a process that ends before its time is told by the name at which it ended."""
    said: dict[str, dict[str, object]] = {}
    waiting = list(names)
    while waiting:
        done = subprocess.run(
            [sys.executable, str(HERE / "survive.py"), *waiting],
            capture_output=True,
            text=True,
            timeout=900,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (stack, resource.RLIM_INFINITY)),
        )
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        said |= {str(line["name"]): line for line in lines}
        waiting = waiting[len(lines) :]
        if waiting:
            said[waiting.pop(0)] = {"died": f"status {done.returncode}: {done.stderr[-400:]}"}
    return said


@pytest.fixture(scope="module")
def said() -> dict[str, dict[str, object]]:
    """All of them, half on each stack."""
    return {**read(NAMES[::2], 8 * MEGABYTE), **read(NAMES[1::2], MEGABYTE)}


def test_there_are_enough() -> None:
    assert len(SOURCES) + len(FOLDERS) >= 200
    assert not SOURCES.keys() & FOLDERS.keys()
    assert set(SOURCES) | set(FOLDERS) >= HEAVY


@pytest.mark.parametrize("name", NAMES)
def test_hostile_input_is_survived_and_answered(name: str, said: dict[str, dict[str, object]]) -> None:
    answer = said[name]
    assert "died" not in answer, answer
    expected = SOURCES[name][1] if name in SOURCES else FOLDERS[name].said
    found = ",".join(answer["found"])
    assert all(re.fullmatch(r"FLO\d{3}:\d+(:.*)?", one, re.DOTALL) for one in answer["found"])
    assert expected == "?" or re.fullmatch(re.escape(expected).replace(r"\?", r"\d+"), found), answer
    if name in FOLDERS:
        refused = FOLDERS[name].refused
        assert (refused in "".join(answer["refused"])) if refused else not answer["refused"], answer
        assert bool(answer["pipelines"]) is FOLDERS[name].finds, answer
    assert answer["seconds"] < SECONDS
    assert answer["megabytes"] < MEGABYTES
