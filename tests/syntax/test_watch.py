"""The watch over the compiler catches what it must and lets pass what it may."""

from pathlib import Path

import pytest

COMPILER = Path(__file__).resolve().parents[2] / "compiler" / "icefloe"


def as_compiler(source: str, **names: object) -> None:
    """Run code as if it stood in a file of the compiler."""
    exec(compile(source, str(COMPILER / "pretended.py"), "exec"), {"__name__": "pretended", **names})


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import socket; socket.socket()",
        "exec(compile('x = 1', path, 'exec'))",
        "exec('x = 1')",
        "eval('1 + 1')",
        "import sys; sys.path.insert(0, folder)\ntry: import examined\nfinally: sys.path.remove(folder)",
        "import runpy; runpy.run_path(path)",
        "open('/never-written', 'w')",
        "import os; os.mkdir('/never-made')",
    ],
)
def test_what_the_compiler_must_not_do_is_caught(source: str, tmp_path: Path, watch) -> None:
    examined = tmp_path / "examined.py"
    examined.write_text("x = 1\n")
    with pytest.raises(watch.violation):
        as_compiler(source, path=str(examined), folder=str(tmp_path))
    assert len(watch.violations) >= 1
    watch.violations.clear()


@pytest.mark.parametrize(
    "source",
    [
        "f = open(path); f.close()",
        "f = open(path, 'w'); f.close()",
        "from dataclasses import make_dataclass; make_dataclass('A', ['x'])",
        "import colorsys",
        "import ast; ast.parse('x = 1')",
    ],
)
def test_what_the_compiler_may_do_passes(source: str, tmp_path: Path, watch) -> None:
    examined = tmp_path / "examined.py"
    examined.write_text("x = 1\n")
    as_compiler(source, path=str(examined))
    assert watch.violations == []


def test_a_test_may_do_as_it_likes(tmp_path: Path, watch) -> None:
    namespace: dict[str, int] = {}
    exec("x = 1", namespace)
    assert namespace["x"] == 1
    assert watch.violations == []
    assert watch.active
