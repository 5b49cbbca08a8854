"""What decides by the machine, the version of Python, the environment and the command line; what imports bring."""

from collections.abc import Mapping

import pytest
from test_trace import Memory, plain, trace

from icefloe.evaluate import Evaluator
from icefloe.syntax.modules import ModuleTable
from icefloe.values import Function


@pytest.mark.parametrize(
    ("requires", "test", "expected"),
    [
        (">=3.11", "sys.version_info >= (3, 11)", True),
        (">=3.11", "sys.version_info < (3, 10)", False),
        (">=3.11", "sys.version_info >= (3, 8, 1)", True),
        (">=3.11", "sys.version_info >= (3, 12)", "(>=)"),
        (">=3.12", "sys.version_info >= (3, 12)", True),
        (">=3.11,<3.13", "sys.version_info >= (3, 13)", False),
        (">=3.11,<=3.12", "sys.version_info < (3, 13)", True),
        ("", "sys.version_info[0] >= 3", True),
        ("", "sys.version_info.major == 3", True),
        ("", "sys.version_info[:2] >= (3, 9)", True),
        ("", "(3, 9) <= sys.version_info", True),
        ("", "sys.version_info > (3,)", True),
        ("", "sys.platform == 'win32'", False),
        ("", "sys.platform.startswith('linux')", True),
        ("", "os.name == 'nt'", False),
        ("", "platform.system() == 'Linux'", True),
        ("", "platform.machine() == 'x'", "(==)"),
    ],
)
def test_platform_and_version(requires: str, test: str, expected: object) -> None:
    table = ModuleTable(Memory({"main.py": f"import os, platform, sys\nx = {test}"}), (".",))
    assert plain(Evaluator(table, {}, python=requires).trace("main").scope["x"]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from typing import TYPE_CHECKING\nx = TYPE_CHECKING", False),
        ("import typing\nx = 1\nif typing.TYPE_CHECKING:\n    from other import x\n", 1),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from other import x\nelse:\n    x = 2", 2),
        ("from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    x = 3\nelse:\n    x = 4", 3),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as x\n", "Reference"),
        ("from typing import TYPE_CHECKING\nx = 1\nif TYPE_CHECKING:\n    x = 2\n", 1),
    ],
)
def test_type_checking(source: str, expected: object) -> None:
    assert plain(trace(source, {"other.py": "x = 9"}).scope["x"]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = os.environ.get('A', 'd')", "(environment)"),
        ("x = os.getenv('A')", "(environment)"),
        ("x = os.environ['A']", "(environment)"),
        ("from os import environ\nx = environ['A']", "(environment)"),
        ("from os import getenv\nx = getenv('A', '1')", "(environment)"),
        ("from os import environ\nx = environ.get('A')", "(environment)"),
    ],
)
def test_environment(source: str, expected: str) -> None:
    assert plain(trace("import os\n" + source).scope["x"]) == expected


FILES = {
    "pkg/__init__.py": "from .one import a\nfrom . import two\n__all__ = ['a', 'hidden']\nhidden = 7\nb = 8",
    "pkg/one.py": "a = 1\nfrom .two import c",
    "pkg/two.py": "c = 3\n_d = 4\ne = 5",
    "pkg/sub/__init__.py": "",
    "pkg/sub/deep.py": "from ..two import c as up\nfrom .. import nothing",
    "ring_a.py": "import ring_b\nv = 1\nfrom ring_b import w",
    "ring_b.py": "import ring_a\nw = 2\ndef late():\n    return ring_a.v",
    "src/lib/__init__.py": "in_src = 6",
    "space/inner/mod.py": "n = 9",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import pkg.two as t\nx = t.c", 3),
        ("import pkg.one\nx = pkg.one.a, pkg.two.c, pkg.hidden", (1, 3, 7)),
        ("from pkg import a, two\nx = a, two.e", (1, 5)),
        ("from pkg import *\nx = a, hidden", (1, 7)),
        ("from pkg import *\nx = b", "?the name `b` is not defined"),
        ("from pkg.two import *\nx = c, e", (3, 5)),
        ("from pkg.two import *\nx = _d", "?the name `_d` is not defined"),
        ("from pkg.sub import deep\nx = deep.up", 3),
        ("from pkg.sub import deep\nx = deep.nothing", "?the module `pkg` has no `nothing`"),
        ("import ring_a\nx = ring_a.w, ring_a.v", (2, 1)),
        ("import ring_b\nx = ring_b.late()", 1),
        ("from lib import in_src\nx = in_src", 6),
        ("import space.inner.mod\nx = space.inner.mod.n", 9),
        ("from space.inner import mod as m\nx = m.n", 9),
        ("try:\n    import absent\nexcept ImportError:\n    absent = None\nx = absent", "Reference"),
        ("try:\n    from pkg.one import a\nexcept ImportError:\n    a = None\nx = a", 1),
        ("from absent import *\nfrom pkg.two import *\nx = c, thing", (3, "Reference")),
        ("def f():\n    from pkg.two import c\n    return c\nx = f()", 3),
        ("import importlib\nx = importlib.import_module('pkg.two')", "<importlib.import_module>"),
        ("import pkg\nx = getattr(pkg.two, 'c')", 3),
        ("from pkg import one as first, two as second\nx = first.a + second.c", 4),
        ("from __future__ import annotations\nimport pkg.sub.deep as d, pkg.two as t\nx = d.up, t.c", (3, 3)),
    ],
)
def test_imports(source: str, expected: object) -> None:
    assert plain(project(source).scope["x"]) == expected


def project(source: str, files: Mapping[str, str] = FILES):
    table = ModuleTable(Memory({"main.py": source, **files}), (".", "src"))
    return Evaluator(table, {}).trace("main")


def test_a_script_s_own_folder_is_on_its_import_path() -> None:
    files = {"scripts/run.py": "import near\nx = near.n", "scripts/near.py": "n = 1"}
    table = ModuleTable(Memory(files), ("scripts", "."))
    assert plain(Evaluator(table, {}).trace("run").scope["x"]) == 1


WRAPPED = """
from functools import wraps
from lib import step
def timed(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs) + 1
    return wrapper
@step
@timed
def measure(longest: int, n=2):
    '''Measure it.'''
    return longest + n
plain = timed(lambda n: n)
@timed
def inner(n): return n
x = inner(3)
"""


def test_a_wrapping_decorator_keeps_name_signature_and_address() -> None:
    found = trace(WRAPPED)
    (call,) = [e.value for e in found.effects if getattr(e.value, "path", "") == "lib.step"]
    function = call.arguments[0].value
    assert isinstance(function, Function)
    assert (function.qualname, [p.name for p in function.parameters]) == ("measure", ["longest", "n"])
    assert function.docstring == "Measure it."
    # A call is one of the wrapper.
    assert plain(found.scope["x"]) == 4
    assert plain(found.scope["plain"]) == "def timed.<locals>.wrapper"


CLICK = """
import click, typer
from lib import act
@click.command()
@click.option("--n-models", default=3, type=int)
@click.option("--fast/--slow", "quick", default=True)
@click.option("--dry", is_flag=True)
@click.argument("path")
def main(n_models, quick, dry, path):
    act(n_models, quick, dry, path)
def other(count: int = typer.Option(5), name: str = typer.Argument(...)):
    act(count, name)
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("main", [3, True, False, "?the command line gives it"]), ("other", [5, "?the command line gives it"])],
)
def test_options_of_the_command_line(name: str, expected: list[object]) -> None:
    reader = Evaluator(ModuleTable(Memory({"main.py": CLICK}), (".",)), {})
    function = next(f for f in reader.trace("main").functions if f.name == name)
    used = reader.use(function)
    (call,) = [e.value for e in used.effects if getattr(e.value, "path", "") == "lib.act"]
    assert [plain(a.value) for a in call.arguments] == expected
