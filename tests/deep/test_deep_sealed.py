"""Hostile repositories: nothing of them runs, and nothing of them silences ty or leads it astray."""

import sys
from pathlib import Path

import pytest
from deep_projects import FOOT, HEAD, Write, counts, deep

from icefloe import api
from icefloe.installed import Installed

TRACE = "open(__import__('os').environ.get('TRACE', '/tmp') + '/executed', 'a').close()\n"
WRONG = (
    f"{HEAD}from frames import Frame, Series\n"
    '@step(outputs=["value"])\ndef give() -> dict[str, Frame]: ...\n'
    '@step(inputs=["value"])\ndef take(value: "dict[str, Series]"): ...\n'
    f"{FOOT}"
)
SILENCE = '[rules]\nall = "ignore"\n[src]\nexclude = ["**"]\n'

#: What is planted beside the pipeline, by what it is meant to do.
PLANTED: dict[str, dict[str, str]] = {
    "its own ty.toml": {"ty.toml": SILENCE},
    "settings in pyproject.toml": {
        "pyproject.toml": '[tool.icefloe]\n[tool.ty.rules]\nall = "ignore"\n[tool.ty.environment]\npython = "evil"\n'
    },
    "settings that are broken": {"ty.toml": "[rules\n", "ty.json": "{"},
    "modules called like the standard library's": {
        "json.py": TRACE,
        "os.py": TRACE + "def getenv(): ...\n",
        "typing.py": TRACE + "class Protocol: ...\ndef reveal_type(x): ...\n",
        "builtins.py": TRACE + "class dict: ...\nclass str: ...\n",
    },
    "stubs of the standard library": {"typing.pyi": "def reveal_type(x): ...\n", "builtins.pyi": "class int: ...\n"},
    "code that Python runs when it starts": {
        "sitecustomize.py": TRACE,
        "usercustomize.py": TRACE,
        "evil.pth": f"import os; {TRACE}",
    },
    "tests and plugins": {"conftest.py": TRACE, "plug.py": TRACE, "mypy.ini": "[mypy]\nplugins = plug.py\n"},
    "an environment": {
        ".venv/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = true\n",
        ".venv/bin/python": "#!/bin/sh\ntouch executed\n",
        ".venv/lib/python3.12/site-packages/sitecustomize.py": TRACE,
        ".venv/lib/python3.12/site-packages/frames.py": "Frame = Series = int\n",
    },
    "a checker": {"ty": "#!/bin/sh\ntouch executed\n", "ty.py": TRACE, "bin/ty": "#!/bin/sh\n"},
    "ignored files": {".gitignore": "*\n", ".ignore": "*\n"},
    "comments that silence": {
        "train.py": f"# type: ignore\n# ty: ignore\n{WRONG.replace('): ...', '): ...  # type: ignore # ty: ignore')}"
    },
    "names of ours": {
        "train.py": WRONG.replace(
            "@step(out", "_icefloe_0 = _takes_number = m0 = f0 = reveal_type = None\n@step(out", 1
        )
    },
}


@pytest.fixture(autouse=True)
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own rules see nothing of what is installed, so that it is ty that says no."""
    monkeypatch.setattr(Installed, "find", lambda _, __: None)
    monkeypatch.setattr(Installed, "canonical", lambda _, path: path)


def test_it_is_ty_that_says_no(project: Write, environment: Path) -> None:
    project({"train.py": WRONG})
    assert counts(api.check(["."], api.Wanted(python=str(environment)))) == (0, 0, 1)
    assert counts(deep(environment)) == (0, 1, 0)


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that anything which is executed leaves a file in."""
    folder = tmp_path / "trace"
    folder.mkdir()
    monkeypatch.setenv("TRACE", str(folder))
    return folder


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_changes_nothing(name: str, project: Write, environment: Path, traced: Path) -> None:
    root = project({"train.py": WRONG, **PLANTED[name]})
    for path in root.rglob("*"):
        if path.name in {"ty", "python"} and path.is_file():
            path.chmod(0o755)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    checked = deep(environment, "train.py")
    assert counts(checked) == (0, 1, 0)
    assert [finding.code for finding in checked.findings if finding.code != "FLO805"] == ["FLO301"]
    assert checked.checker.startswith("ty ")
    assert not list(traced.iterdir())
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_an_environment_that_runs_code(project: Write, environment: Path, traced: Path) -> None:
    packages = environment / "lib" / "python3.12" / "site-packages"
    (packages / "evil.pth").write_text(f"import os; {TRACE}", encoding="utf-8")
    (packages / "sitecustomize.py").write_text(TRACE, encoding="utf-8")
    (packages / "frames" / "__init__.py").write_text(
        f"{TRACE}from frames.core import Frame as Frame, Series as Series\n", encoding="utf-8"
    )
    binaries = environment / "bin"
    binaries.mkdir()
    for called in ("python", "python3", "ty"):
        (binaries / called).write_text(f"#!/bin/sh\ntouch {traced}/executed\n", encoding="utf-8")
        (binaries / called).chmod(0o755)
    project({"train.py": WRONG})
    for python in (environment, binaries / "python"):
        assert counts(deep(python)) == (0, 1, 0)
    assert not list(traced.iterdir())


def test_the_users_configuration_does_not_silence_it(
    project: Write, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "ty").mkdir(parents=True)
    (home / ".config" / "ty").mkdir(parents=True)
    for path in (home / "ty" / "ty.toml", home / ".config" / "ty" / "ty.toml"):
        path.write_text(SILENCE, encoding="utf-8")
    for variable, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "TY_CONFIG_FILE": str(home / "ty" / "ty.toml"),
        "TY_OUTPUT_FORMAT": "full",
        "PYTHONPATH": str(tmp_path / "project"),
        "VIRTUAL_ENV": str(tmp_path / "project" / ".venv"),
        "CONDA_PREFIX": str(tmp_path / "project"),
        "FORCE_COLOR": "1",
    }.items():
        monkeypatch.setenv(variable, value)
    project({"train.py": WRONG})
    assert counts(deep(environment)) == (0, 1, 0)


def test_no_environment_is_guessed(project: Write, environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"train.py": WRONG})
    (root / ".venv").symlink_to(environment)
    monkeypatch.setenv("VIRTUAL_ENV", str(environment))
    assert counts(deep()) == (0, 0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a link to a folder needs rights on Windows")
def test_nothing_is_left_behind(
    project: Write, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    project({"train.py": WRONG})
    assert counts(deep(environment)) == (0, 1, 0)
    assert not list(rooms.iterdir())
    assert sorted(path.name for path in (tmp_path / "project").iterdir()) == ["pyproject.toml", "train.py"]
