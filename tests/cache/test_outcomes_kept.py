"""An edit makes those files be read anew that depend on it, and no others."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_projects import FINE, MAIN, PROJECT, WRONG, Keeping, write

from icefloe.api import Wanted

NOTEBOOK = {
    "cells": [{"cell_type": "code", "source": MAIN.format(module="steps", name="n").splitlines(True), "metadata": {}}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
FILES: dict[str, str] = {
    "pyproject.toml": PROJECT,
    "steps.py": FINE,
    "one.py": MAIN.format(module="steps", name="one"),
    "two.py": MAIN.format(module="lib", name="two"),
    "lib/__init__.py": "from lib.inner import load, train\n",
    "lib/inner.py": FINE,
    "book.ipynb": json.dumps(NOTEBOOK),
    "plain.py": "x = 1\n",
    "flow.yaml": "dag:\n  start_at: a\n  steps:\n    a: {type: task, command: work.run, next: success}\n"
    "    success: {type: success}\n    fail: {type: fail}\n",
    "work.py": "def run() -> None: ...\n",
    "reads.py": "import json\nfrom flowyml import Pipeline, step\n"
    "names = json.load(open('names.json'))\n"
    "@step(outputs=['x'])\ndef s() -> int: return 1\n"
    "for name in names:\n    p = Pipeline(name)\n    p.add_step(s)\n",
    "names.json": '["a", "b"]',
}
ALL = {"one.py", "two.py", "lib/__init__.py", "lib/inner.py", "steps.py", "book.ipynb", "flow.yaml", "reads.py"}


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    write(tmp_path / "p", FILES)
    made = Keeping(tmp_path / "cache", tmp_path / "p")
    assert set(made.anew()) == ALL
    return made


def project(keeping: Keeping) -> Path:
    return Path(keeping.paths[0])


def test_nothing_is_read_anew_when_nothing_has_changed(keeping: Keeping) -> None:
    assert keeping.is_unchanged()
    assert keeping.anew() == []


def test_times_and_modes_do_not_matter(keeping: Keeping) -> None:
    for path in project(keeping).rglob("*.py"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert keeping.is_unchanged()
    assert keeping.anew() == []


CHANGES: list[tuple[str, Callable[[Path], object], set[str]]] = [
    ("a file that nobody imports", lambda p: write(p, {"one.py": FILES["one.py"] + "\n# x\n"}), {"one.py"}),
    ("an import", lambda p: write(p, {"steps.py": WRONG}), {"steps.py", "one.py", "book.ipynb"}),
    ("a re-export", lambda p: write(p, {"lib/inner.py": WRONG}), {"lib/inner.py", "lib/__init__.py", "two.py"}),
    (
        "a package",
        lambda p: write(p, {"lib/__init__.py": "from steps import *\n"}),
        {"lib/__init__.py", "lib/inner.py", "two.py"},
    ),
    ("a file without pipelines", lambda p: write(p, {"plain.py": "x = 2\n"}), set()),
    ("a new file that nothing means", lambda p: write(p, {"new.py": "y = 2\n"}), set()),
    ("a new file with a pipeline", lambda p: write(p, {"new.py": FILES["one.py"]}), {"new.py"}),
    (
        "a package that shadows a module",
        lambda p: write(p, {"steps/__init__.py": WRONG}),
        {"one.py", "steps.py", "steps/__init__.py", "book.ipynb"},
    ),
    ("a removed module of a package", lambda p: (p / "lib/inner.py").unlink(), {"two.py"}),
    ("a removed module", lambda p: (p / "steps.py").unlink(), {"one.py", "book.ipynb"}),
    ("a removed file with a pipeline", lambda p: (p / "one.py").unlink(), set()),
    ("a notebook", lambda p: write(p, {"book.ipynb": FILES["book.ipynb"] + " "}), {"book.ipynb"}),
    ("a YAML file", lambda p: write(p, {"flow.yaml": FILES["flow.yaml"] + "# x\n"}), {"flow.yaml"}),
    ("a function that YAML names", lambda p: write(p, {"work.py": "def run(x) -> None: ...\n"}), {"flow.yaml"}),
    ("a file that is read while it is built", lambda p: write(p, {"names.json": '["a"]'}), {"reads.py"}),
    ("one that is gone", lambda p: (p / "names.json").unlink(), {"reads.py"}),
    ("the project's settings", lambda p: write(p, {"pyproject.toml": PROJECT + 'requires-python = ">=3.12"\n'}), ALL),
    ("settings that change no reading", lambda p: write(p, {"pyproject.toml": PROJECT + "[tool.ruff]\n"}), set()),
    (
        "what is selected",
        lambda p: write(p, {"pyproject.toml": PROJECT + "[tool.icefloe]\nselect = ['FLO2']\n"}),
        set(),
    ),
    ("an exclusion", lambda p: write(p, {"pyproject.toml": PROJECT + "[tool.icefloe]\nexclude = ['one.py']\n"}), set()),
    ("a source root", lambda p: write(p, {"pyproject.toml": PROJECT + "[tool.icefloe]\nsource = ['lib']\n"}), ALL),
    ("an ignored file", lambda p: write(p, {".gitignore": "one.py\n"}), set()),
    ("a configuration of its own", lambda p: write(p, {"icefloe.toml": "select = ['ALL']\n"}), set()),
    (
        "a lock of another package",
        lambda p: write(p, {"uv.lock": '[[package]]\nname = "numpy"\nversion = "2.1"\n'}),
        set(),
    ),
]


@pytest.mark.parametrize(("what", "change", "expected"), CHANGES, ids=[what for what, _, _ in CHANGES])
def test_a_change_is_seen_by_what_depends_on_it(
    what: str, change: Callable[[Path], object], expected: set[str], keeping: Keeping
) -> None:
    change(project(keeping))
    assert not keeping.is_unchanged()
    assert set(keeping.anew()) == expected
    assert keeping.anew() == []


def test_a_pinned_version_of_a_dialect_is_seen_by_those_who_ask(keeping: Keeping) -> None:
    pins = 'dialects = {flowyml = "1.8.0"}\n'
    write(project(keeping), {"pyproject.toml": f"{PROJECT}[tool.icefloe]\n{pins}"})
    assert {"one.py", "two.py", "reads.py"} <= set(keeping.anew())
    assert keeping.anew() == []


def test_a_locked_version_of_a_dialect_is_seen_by_those_who_ask(keeping: Keeping) -> None:
    write(project(keeping), {"uv.lock": '[[package]]\nname = "runnable"\nversion = "0.40.0"\n'})
    assert set(keeping.anew()) <= {"flow.yaml"}


def test_one_edit_in_a_thousand(tmp_path: Path) -> None:
    root = write(tmp_path / "p", {"pyproject.toml": PROJECT, "steps.py": FINE})
    write(root, {f"a{number % 20}/m{number}.py": f"x = {number}\n" for number in range(1_000)})
    write(root, {f"p{number}.py": MAIN.format(module="steps", name=f"p{number}") for number in range(8)})
    keeping = Keeping(tmp_path / "cache", root)
    assert len(keeping.anew()) == 9
    write(root, {"p3.py": MAIN.format(module="steps", name="other")})
    assert keeping.anew() == ["p3.py"]
    write(root, {"a3/m43.py": "x = 2\n"})
    assert keeping.anew() == []


def test_unsaved_text_is_read_and_not_kept(keeping: Keeping) -> None:
    from dataclasses import replace

    from icefloe import api

    path = project(keeping) / "steps.py"
    wanted = Wanted(given={path: WRONG.encode()}, cache=keeping.cache)
    checked = api.check(keeping.paths, wanted)
    assert set(checked.anew) == {"steps.py", "one.py", "book.ipynb"}
    assert checked.facts is None
    assert [one.code for one in checked.findings] == [
        one.code for one in api.check(keeping.paths, replace(wanted, cache=None)).findings
    ]
    assert keeping.anew() == []


def test_a_project_within_a_project_has_its_own(tmp_path: Path) -> None:
    root = write(tmp_path / "p", {**FILES, "in/pyproject.toml": PROJECT, "in/steps.py": FINE})
    write(root, {"in/main.py": MAIN.format(module="steps", name="m")})
    keeping = Keeping(tmp_path / "cache", root)
    keeping.anew()
    write(root, {"in/steps.py": WRONG})
    assert set(keeping.anew()) == {"in/steps.py", "in/main.py"}


def test_a_configuration_given_in_the_call_counts(tmp_path: Path) -> None:
    root = write(tmp_path / "p", FILES)
    given = write(tmp_path, {"config.yaml": "a: {}\n"}) / "config.yaml"
    keeping = Keeping(tmp_path / "cache", root, wanted=Wanted(configuration=str(given)))
    assert set(keeping.anew()) == ALL
    assert keeping.anew() == []
    given.write_text("b: {}\n")
    assert not keeping.is_unchanged()
    assert set(keeping.anew()) == ALL
