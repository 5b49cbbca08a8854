"""Where ty cannot be used: what is said, and that nothing is taken for checked."""

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from deep_projects import FOOT, HEAD, Write, counts, deep

from icefloe.cli.app import app
from icefloe.deep import checker, room
from icefloe.findings import Severity
from icefloe.installed import Installed

pytestmark = pytest.mark.usefixtures("project")

UNKNOWN = (
    f"{HEAD}from frames import Frame, Series\n"
    '@step(outputs=["value"])\ndef give() -> Frame: ...\n'
    '@step(inputs=["value"])\ndef take(value: Series): ...\n'
    f"{FOOT}"
)
GOOD = {"check_name": "revealed-type", "location": {"path": "questions.py", "positions": {"begin": {"line": 1}}}}


def row(line: int, rule: str = "invalid-argument-type") -> dict[str, object]:
    """One row of what ty says."""
    where = {"path": "questions.py", "positions": {"begin": {"line": line, "column": 1}}}
    return {"check_name": rule, "description": f"{rule}: it is wrong", "location": where}


#: What stands in for ty, as shell commands, and what is said of it.
BROKEN = {
    "crash": ("exit 101", "it ended with status 101"),
    "complains": ("echo 'thread main panicked' >&2; exit 2", "(thread main panicked)"),
    "silent": ("true", "what it says is no JSON"),
    "no JSON": ("echo hello", "what it says is no JSON"),
    "no list": ("echo '{}'", "what it says is no list"),
    "says that all is well": ("echo '[]'", "it does not tell a call that is wrong from one that is right"),
    "says that all is wrong": (
        f"echo '{json.dumps([row(line) for line in range(1, 40)])}'",
        "it does not tell a call that is wrong from one that is right",
    ),
    "other rules": (
        f"echo '{json.dumps([row(line, 'panic') for line in range(1, 40)])}'",
        "it does not tell a call that is wrong from one that is right",
    ),
    "deep JSON": ("head -c 200000 /dev/zero | tr '\\0' '['", "what it says is no JSON"),
}


def stand_in(folder: Path, commands: str) -> Path:
    """A program in place of ty."""
    path = folder / "bin" / "ty"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "ty 9.9.9" && exit 0\n{commands}\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize("name", BROKEN)
def test_a_checker_that_fails_is_told_of_and_not_believed(
    name: str, project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands, why = BROKEN[name]
    path = stand_in(tmp_path, f"PATH=/usr/bin:/bin\n{commands}")
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: path)
    project({"train.py": UNKNOWN})
    checked = deep()
    assert counts(checked) == (0, 0, 1)
    assert [(one.code, one.severity) for one in checked.findings] == [("FLO303", Severity.WARNING)]
    assert why in checked.findings[0].message
    assert checked.checker == ""


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_checker_that_does_not_end(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stand_in(tmp_path, "exec /bin/cat /dev/zero > /dev/null")
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: path)
    monkeypatch.setattr(room, "SECONDS", 0.2)
    project({"train.py": UNKNOWN})
    checked = deep()
    assert counts(checked) == (0, 0, 1)
    assert "it was not ready after 0.2 seconds" in checked.findings[0].message


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_checker_that_says_too_much(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stand_in(tmp_path, "exec /bin/cat /dev/zero")
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: path)
    monkeypatch.setattr(room, "MOST", 100_000)
    project({"train.py": UNKNOWN})
    assert "it says more than can be read" in deep().findings[0].message


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.usefixtures("needs_ty")
def test_a_file_that_breaks_the_checker_takes_no_other_with_it(
    project: Write, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checker.find_checker(Path("/nowhere"))
    path = stand_in(tmp_path, f'/bin/grep -rq Breaking . && exit 134\nexec {real} "$@"')
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: path)
    monkeypatch.setattr(Installed, "find", lambda _, __: None)
    monkeypatch.setattr(Installed, "canonical", lambda _, path: path)
    bad = UNKNOWN.replace("@step(outputs", "class Breaking: ...\n@step(outputs")
    project({"a.py": UNKNOWN, "b.py": bad, "c.py": UNKNOWN, "d.py": UNKNOWN, "e.py": UNKNOWN})
    checked = deep(environment)
    found = [(one.code, one.span.path) for one in checked.findings]
    assert found == [("FLO301", "a.py"), ("FLO303", "b.py"), *(("FLO301", f"{name}.py") for name in "cde")]
    assert counts(checked) == (0, 4, 1)
    assert checked.checker.startswith("ty ")


def test_what_is_too_large_is_not_asked(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    deep_type = f"{'list[' * 60}int{']' * 60}"
    project({"a.py": UNKNOWN.replace("-> Frame", f"-> {deep_type}").replace(": Series", f": {deep_type}")})
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: Path("/nowhere/ty"))
    checked = deep()
    assert (counts(checked), checked.findings) == ((0, 0, 1), ())


def test_a_checker_that_cannot_be_started(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stand_in(tmp_path, "true")
    path.write_bytes(b"\x7fELF no program")
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: path)
    project({"train.py": UNKNOWN})
    assert "it does not start" in deep().findings[0].message


def test_where_nothing_can_be_written(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: Path("/nowhere/ty"))
    project({"train.py": UNKNOWN})
    assert "its files cannot be written (No such file or directory)" in deep().findings[0].message


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without ty, and a PATH that does not lead to one."""
    monkeypatch.setattr(checker, "_beside", lambda: iter(()))
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.mark.usefixtures("absent")
def test_without_ty_the_command_ends_with_2_and_says_how_to_install_it(project: Write) -> None:
    project({"train.py": UNKNOWN})
    done = CliRunner().invoke(app, ["check", "--types=deep"], prog_name="icefloe")
    assert done.exit_code == 2
    assert "pip install 'icefloe[types]'" in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("absent")
def test_a_ty_of_the_project_is_never_used(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"train.py": UNKNOWN, "sub/x.py": ""})
    inside = stand_in(root, f"touch {tmp_path}/executed")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "ty").symlink_to(inside)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", str(inside.parent), str(linked)]))
    with pytest.raises(checker.ProjectError, match="not installed"):
        checker.find_checker(root)
    elsewhere = stand_in(tmp_path, "true")
    monkeypatch.setenv("PATH", os.pathsep.join([str(inside.parent), str(elsewhere.parent)]))
    assert checker.find_checker(root) == elsewhere
    assert not (tmp_path / "executed").exists()


def test_a_project_without_connections_asks_nobody(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icefloe.deep.find_checker", lambda _: Path("/nowhere/ty"))
    project({"train.py": f'{HEAD}@step\ndef alone(): ...\npipeline = Pipeline("p").add_step(alone)\n'})
    checked = deep()
    assert (counts(checked), checked.findings) == ((0, 0, 0), ())
