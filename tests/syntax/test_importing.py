"""LibCST, imported quickly, is what the standard library's dataclasses make of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: Describes every kind of node, and what is done with some of them; run in a process of its own.
_DESCRIBE = r"""
import dataclasses, inspect, json, pickle, sys, sysconfig
from pathlib import Path
from icefloe.syntax import importing
importing.is_wanted = sys.argv[1] == "quick"
decorator = dataclasses.dataclass
importing.import_libcst()
import libcst
assert dataclasses.dataclass is decorator
from libcst._nodes import base, expression, module, op, statement, whitespace

MISSING = dataclasses.MISSING


def shown(value):
    return "missing" if value is MISSING else getattr(value, "__qualname__", None) or type(value).__qualname__


def described(cls):
    said = {
        "doc": cls.__doc__,
        "bases": [one.__qualname__ for one in cls.__mro__],
        "slots": list(cls.__dict__.get("__slots__", ())),
        "parameters": repr(cls.__dataclass_params__),
        "positional": list(cls.__match_args__),
        "fields": [
            [one.name, str(one.type), shown(one.default), shown(one.default_factory), one.init, one.kw_only]
            for one in dataclasses.fields(cls)
        ],
        "same": [cls.__eq__ is base.CSTNode.__eq__, cls.__hash__ is base.CSTNode.__hash__],
        "repr": cls.__repr__ is base.CSTNode.__repr__,
    }
    try:
        cls()
        said["empty"] = "made"
    except Exception as error:
        said["empty"] = f"{type(error).__name__}: {error}"
    try:
        cls(nothing=1)
    except TypeError as error:
        said["refused"] = str(error)
    takes = inspect.signature(cls.__init__).parameters.values()
    said["takes"] = [[one.name, one.default is inspect.Parameter.empty, str(one.kind)] for one in takes]
    return said


said = {}
for one in (base, expression, module, op, statement, whitespace):
    for name, cls in vars(one).items():
        if isinstance(cls, type) and issubclass(cls, base.CSTNode) and cls.__module__ == one.__name__:
            said[f"{one.__name__}.{name}"] = described(cls)
assert isinstance(libcst.Name("x"), libcst.CSTNode)
frozen = []
for change in (lambda node: setattr(node, "value", "y"), lambda node: delattr(node, "value")):
    try:
        change(libcst.Name("x"))
    except dataclasses.FrozenInstanceError as error:
        frozen.append(str(error))
said["frozen"] = frozen
texts = []
for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:12]:
    source = path.read_bytes()
    tree = libcst.parse_module(source)
    assert tree.bytes == source, path
    assert tree.deep_clone().bytes == source, path
    texts.append([path.name, len(repr(tree))])
said["texts"] = texts
tree = libcst.parse_module("def f(a, *, b=1): return a[b:2] # c\n")
said["tree"] = repr(tree)
said["pickled"] = pickle.loads(pickle.dumps(tree)).code
said["changed"] = tree.with_changes(body=[*tree.body, *libcst.parse_module("x = 1").body]).code
said["replaced"] = dataclasses.replace(libcst.Name("x"), value="z").value
said["equal"] = [libcst.Name("x") == libcst.Name("x"), libcst.Name("x").deep_equals(libcst.Name("x"))]
match libcst.Name("x"):
    case libcst.Name(value):
        said["matched"] = value
json.dump(said, sys.stdout)
"""


def _described(how: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _DESCRIBE, how], capture_output=True, text=True, check=False, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


@pytest.mark.executes
def test_every_class_is_what_the_standard_library_makes_of_it(tmp_path: Path) -> None:
    quick, plain = _described("quick", tmp_path), _described("plain", tmp_path)
    assert len(plain) > 150
    assert list(quick) == list(plain)
    for name, what in plain.items():
        assert quick[name] == what, name
