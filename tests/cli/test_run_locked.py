"""`icefloe run --locked`: nothing runs that was not frozen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

pytestmark = pytest.mark.executes

Call = Callable[..., Result]
PIPE = """\
from flowyml import Pipeline, step
from steps import START


@step(outputs=["a"])
def first() -> int:
    return START


@step(inputs=["a"], outputs=["b"])
def second(a: int) -> int:
    return a + 1


pipeline = Pipeline("p", version="1.0").add_step(first).add_step(second)
"""
FILES = {"pyproject.toml": '[project]\nname = "p"\nversion = "1"\n', "pipe.py": PIPE, "steps.py": "START = 1\n"}


@pytest.fixture
def folder(project: Callable[..., Path], call: Call) -> Path:
    made = project(FILES)
    assert call("freeze").exit_code == 0
    return made


def runs(folder: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob(".icefloe/runs/*/run.json"))]


def test_what_was_frozen_runs_and_its_record_says_so(folder: Path, call: Call) -> None:
    root = call("freeze").stdout.strip()
    assert call("compile", "pipe.py").exit_code == 0
    for target in ("pipe.py", "pipe.py:p", "pipe.plan.json"):
        result = call("run", "--locked", target)
        assert result.exit_code == 0, result.output
    digests = [run["digests"] for run in runs(folder)]
    assert all(one == digests[0] for one in digests)
    assert digests[0]["lock"] == root
    assert sorted(digests[0]["modules"]) == ["pipe.py", "steps.py"]


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        ("steps.py", "START = 1", "START = 2", ["error: module `steps.py` is not as it was frozen"]),
        ("steps.py", "START = 1", "START = 1  # the same", ["error: module `steps.py` is not as it was frozen"]),
        (
            "pipe.py",
            '@step(inputs=["a"], outputs=["b"])',
            '@step(inputs=["a"], outputs=["b"], retry=3)',
            ["error: step `second` of the plan is not as it was", "error: module `pipe.py` is not as it was frozen"],
        ),
        ("icefloe.lock", '"deps":"absent"', '"deps": "absent"', ["error: icefloe.lock is not a lock as `freeze` wri"]),
    ],
)
def test_what_has_drifted_does_not_start(
    folder: Path, call: Call, path: str, before: str, after: str, said: list[str]
) -> None:
    text = (folder / path).read_text()
    assert before in text
    (folder / path).write_text(text.replace(before, after))
    result = call("run", "--locked", "pipe.py")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == len(said) + 1, result.stderr
    assert all(line.startswith(begin) for line, begin in zip(lines, said, strict=False)), result.stderr
    assert lines[-1].startswith("hint: nothing was run; ")
    assert runs(folder) == []
    if path != "icefloe.lock":
        assert call("run", "pipe.py").exit_code == 0


@pytest.mark.parametrize(
    ("path", "text", "is_form"),
    [
        ("steps.py", "START = 1  # the same\n", True),
        ("steps.py", "START = 2\n", False),
        ("pipe.py", PIPE.replace('version="1.0"', 'version="1.1"'), False),
    ],
)
def test_what_changed_in_form_alone_is_told(folder: Path, call: Call, path: str, text: str, is_form: bool) -> None:
    (folder / path).write_text(text)
    result = call("run", "--locked", "pipe.py")
    hint = "hint: nothing was run; only its form changed: `icefloe freeze` brings the lock up to date"
    assert (result.exit_code, hint in result.stderr) == (1, is_form), result.stderr


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        ('"deps"', '<<<<<<< HEAD\n"deps"', "hint: nothing was run; resolve the conflicts of the sources"),
        ('"version":"1.0"', '"version":"1.1"', "hint: nothing was run; upgrade Icefloe"),
    ],
)
def test_a_lock_that_needs_more_than_a_freeze(folder: Path, call: Call, before: str, after: str, hint: str) -> None:
    lock = folder / "icefloe.lock"
    lock.write_text(lock.read_text().replace(before, after))
    result = call("run", "--locked", "pipe.py")
    assert (result.exit_code, hint in result.stderr) == (1, True), result.stderr


def test_without_a_lock_nothing_starts(folder: Path, call: Call) -> None:
    (folder / "icefloe.lock").unlink()
    result = call("run", "--locked", "pipe.py")
    assert (result.exit_code, result.stderr) == (1, "icefloe.lock is missing\nhint: run `icefloe freeze`\n")


def test_another_value_for_what_decides_the_shape_is_another_plan(folder: Path, call: Call) -> None:
    text = PIPE.replace("import Pipeline,", "import Pipeline, context,")
    named = 'ctx = context(title="p")\npipeline = Pipeline(ctx["title"], context=ctx,'
    text = text.replace('pipeline = Pipeline("p",', named)
    (folder / "pipe.py").write_text(text)
    assert call("freeze").exit_code == 0
    assert call("run", "--locked", "pipe.py").exit_code == 0
    result = call("run", "--locked", "pipe.py", "-D", "title=q")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: the plan's header is not as it was frozen")


def test_a_step_takes_the_lock_too(folder: Path, call: Call, command) -> None:
    call("compile", "pipe.py")
    said = ("step", "pipe.plan.json", "first", "--lock", "icefloe.lock", "--artifacts")
    assert command(*said, "art").returncode == 0
    (folder / "steps.py").write_text("START = 2\n")
    assert command(*said, "other").returncode == 1
    assert not (folder / "other").exists()


def test_a_saved_version_runs_with_its_own_sources_alone(folder: Path, call: Call) -> None:
    assert call("freeze", "--save").exit_code == 0
    assert call("run", "p@1.0").exit_code == 0
    (folder / "steps.py").write_text("START = 2\n")
    result = call("run", "p@1.0")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error: module `steps.py` is not as it was frozen",
        "hint: nothing was run; p@1.0 was saved from other sources: check out those of that version",
    ]
