"""Exports that stand in a project are in its lock; verify says which were edited, and which are stale."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lock_texts import PROJECT, TRAIN

from icefloe import api
from icefloe.cli.app import app

EXPORT = "deploy/first.argo.yaml"


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(app, arguments, prog_name="icefloe")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def exported(written: Callable[..., Path]) -> Path:
    """A project with an export for each target, and its lock."""
    folder = written()
    assert call("export", "argo", "train.py:first", "-o", "deploy", "--lossy").exit_code == 0
    assert call("export", "github", "train.py:second", "-o", ".github/workflows", "--lossy").exit_code == 0
    assert call("freeze").exit_code == 0
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def said(*codes: str) -> str:
    result = call("verify", "--output-format", "concise")
    assert result.exit_code == bool(codes)
    lines = result.stdout.splitlines()[:-1]
    assert [line.split()[1] for line in lines if "FLO615" not in line] == list(codes), result.stdout
    return result.stdout


def test_every_export_has_a_leaf(exported: Path) -> None:
    leaves = {leaf.path for leaf in api.freeze(exported).lock.leaves}
    assert {path for path in leaves if path.startswith("exports/")} == {
        f"exports/argo/{EXPORT}",
        "exports/github/.github/workflows/second.yml",
    }
    said()


def test_an_edit_by_hand(exported: Path) -> None:
    edit(exported / EXPORT, "runAsUser: 8737", "runAsUser: 0")
    assert "is not what `icefloe export argo train.py:first -o deploy` writes: it was edited" in said("FLO625")
    edit(exported / EXPORT, "runAsUser: 0", "runAsUser: 8737")
    said()


def test_newlines_of_a_checkout_are_no_edit(exported: Path) -> None:
    path = exported / EXPORT
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    said()


def test_an_edit_that_was_frozen_stays(exported: Path) -> None:
    edit(exported / EXPORT, "runAsUser: 8737", "runAsUser: 4000")
    assert call("freeze").exit_code == 0
    said()


def test_an_export_of_another_plan_is_stale_also_after_a_freeze(exported: Path) -> None:
    edit(exported / "train.py", "first.add_step(evaluate)\n", "")
    assert "deploy/first.argo.yaml:1:1: FLO626 " in call("verify", "--output-format", "concise").stdout
    frozen = call("freeze")
    assert (
        "warning: export `deploy/first.argo.yaml` is of another plan than `train.py` compiles to now" in frozen.stderr
    )
    said("FLO626")
    call("export", "argo", "train.py:first", "-o", "deploy", "--lossy")
    assert "was written again since the freeze" in said("FLO625")
    call("freeze")
    said()


def test_an_export_that_came_and_one_that_went(exported: Path) -> None:
    (exported / EXPORT).rename(exported / "moved.yaml")
    out = said("FLO621", "FLO622")
    assert "export `argo/deploy/first.argo.yaml` is in the lock and no longer in the project" in out
    assert "moved.yaml:1:1: FLO622 export `argo/moved.yaml` is not in the lock" in out


def test_an_export_of_no_pipeline(exported: Path) -> None:
    (exported / "train.py").write_text(TRAIN[: TRAIN.index("second =")])
    call("freeze")
    assert "which no pipeline of this project compiles to" in said("FLO626")


def test_other_yaml_is_no_export(written: Callable[..., Path]) -> None:
    folder = written({**PROJECT, "values.yaml": "# made by hand\nfrom: x\n", "latin.yml": b"# \xe9\n"})
    assert not [leaf for leaf in api.freeze(folder).lock.leaves if leaf.kind == "exports"]


SHAPED = """\
from flowyml import Pipeline, context, step


@step(outputs=["a"])
def a(): ...


@step(inputs=["a"], outputs=["b"])
def b(a): ...


ctx = context(deep=False)
pipeline = Pipeline("p", context=ctx)
pipeline.add_step(a)
if ctx["deep"]:
    pipeline.add_step(b)
"""


def test_an_export_of_a_plan_that_stands_elsewhere_is_current(exported: Path) -> None:
    call("compile", "train.py:first", "-o", "kept/first.plan.json")
    edit(exported / "kept/first.plan.json", '"name": "first"', '"name": "kept"')
    assert call("export", "argo", "kept/first.plan.json", "-o", "kept", "--lossy").exit_code == 0
    call("freeze")
    said()
    (exported / "kept/first.plan.json").unlink()
    said("FLO626")


def test_an_export_of_a_plan_with_other_defines_is_current(written: Callable[..., Path]) -> None:
    written({"pyproject.toml": "", "shaped.py": SHAPED})
    call("compile", "shaped.py", "-D", "deep=true")
    assert call("export", "argo", "shaped.plan.json", "-o", "deploy", "--lossy").exit_code == 0
    call("freeze")
    said()
    call("compile", "shaped.py")
    said("FLO626")
