"""A project that is bundled, and Pythons without any package to run its bundle."""

import json
import os
import subprocess
import sys
from pathlib import Path

PIPELINE = """\
from flowyml import Pipeline, context, step

from parts.numbers import START
from parts.texts import shout

ctx = context(times=2, greeting="hello")


@step(outputs=["words"])
def greet(greeting: str, times: int) -> list[str]:
    print("greeting")
    return [shout(greeting)] * times


@step(inputs=["words"], outputs=["count"])
def count(words: list[str]) -> int:
    return START + len(words)


pipeline = Pipeline("hello", version="2.0", context=ctx).add_step(greet).add_step(count)
"""
PROJECT = {
    "pyproject.toml": '[project]\nname = "hello"\nversion = "1"\nrequires-python = ">=3.11"\n',
    "hello.py": PIPELINE,
    "parts/__init__.py": "",
    "parts/numbers.py": "START = 40\n",
    "parts/texts.py": 'def shout(text: str) -> str:\n    return text.upper() + "!"\n',
    "uv.lock": "version = 1\n",
}

#: A Python without a package: the one that the environment was made from, and what else there is here.
BARE = tuple(
    dict.fromkeys(
        str(path.resolve())
        for path in (
            Path(getattr(sys, "_base_executable", sys.executable)),
            *sorted(Path.home().glob(".pyenv/versions/3.1[1-9]*/bin/python")),
        )
    )
)

Done = subprocess.CompletedProcess[str]


def started(bundle: Path, *arguments: str, folder: Path, python: str = BARE[0], **environment: str) -> Done:
    """Run a bundle in a folder, isolated from all packages and from the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ICEFLOE"))}
    return subprocess.run(
        [python, "-I", str(bundle), *arguments],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def outputs(folder: Path) -> dict[str, object]:
    """What the last run in a folder has left: by step and output, what the stored value is."""
    run = max((folder / ".icefloe" / "runs").iterdir())
    found: dict[str, object] = {}
    for path in sorted(run.rglob("outputs.json")):
        step = path.parent.relative_to(run).as_posix()
        for name, entry in json.loads(path.read_text())["outputs"].items():
            found[f"{step}.{name}"] = (entry["sha256"], entry["type"])
    return found


def record(folder: Path) -> dict[str, object]:
    run = max((folder / ".icefloe" / "runs").iterdir())
    return json.loads((run / "run.json").read_text())
