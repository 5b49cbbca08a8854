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
from libcst._nodes import base

MISSING = dataclasses.MISSING
KNOWN = ("__init__", "__repr__", "__eq__", "__hash__", "__lt__", "__setattr__", "__delattr__", "__post_init__")


def shown(value):
    return "missing" if value is MISSING else getattr(value, "__qualname__", None) or type(value).__qualname__


def described(cls):
    said = {
        "doc": None if (cls.__doc__ or "").startswith(f"{cls.__name__}(") else cls.__doc__,
        "bases": [one.__qualname__ for one in cls.__mro__],
        "slots": list(cls.__dict__.get("__slots__", ())),
        "frozen": cls.__dataclass_params__.frozen,
        "positional": list(cls.__match_args__),
        "fields": [
            [one.name, str(one.type), shown(one.default), shown(one.default_factory), one.init, one.kw_only]
            for one in dataclasses.fields(cls)
        ],
        "same": [cls.__eq__ is base.CSTNode.__eq__, cls.__hash__ is base.CSTNode.__hash__],
        "repr": cls.__repr__ is base.CSTNode.__repr__,
        "own": [(name, getattr(cls, name) is None) for name in KNOWN if name in vars(cls)],
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
    if inspect.isabstract(cls):  # it makes no objects
        return said
    takes = inspect.signature(cls.__init__).parameters.values()
    said["takes"] = [[one.name, one.default is inspect.Parameter.empty, str(one.kind)] for one in takes]
    return said


said = {}
for module in [one for name, one in sorted(sys.modules.items()) if name.startswith("libcst.")]:
    for name, cls in vars(module).items():
        if isinstance(cls, type) and "__dataclass_fields__" in vars(cls) and cls.__module__ == module.__name__:
            said[f"{module.__name__}.{name}"] = described(cls)
assert isinstance(libcst.Name("x"), libcst.CSTNode)
frozen = []
for change in (lambda node: setattr(node, "value", "y"), lambda node: delattr(node, "value")):
    try:
        change(libcst.Name("x"))
    except dataclasses.FrozenInstanceError as error:
        frozen.append(str(error))
said["frozen"] = frozen
from libcst.metadata import Access, CodePosition, CodeRange, CodeSpan, QualifiedName, QualifiedNameSource
place = CodePosition(1, column=2)
plain = [place, CodeRange((1, 2), (3, 4)), CodeSpan(1, length=2), QualifiedName("a", QualifiedNameSource.LOCAL)]
plain += [libcst.PartialParserConfig(python_version="3.11", encoding="utf-8")]
again = [{f.name: getattr(one, f.name) for f in dataclasses.fields(one) if f.init} for one in plain]
said["plain"] = [[repr(one), one == type(one)(**same), one == 1] for one, same in zip(plain, again)]
said["hash"] = [hash(place) == hash((1, 2)), place == CodePosition(1, 2), place != CodePosition(1, 3)]
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
    said: dict[str, object] = json.loads(_output(folder, _DESCRIBE, how))
    return said


def _output(folder: Path, code: str, *words: str) -> str:
    """What a program says that must succeed."""
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.executes
def test_every_class_is_what_the_standard_library_makes_of_it(tmp_path: Path) -> None:
    quick, plain = _described("quick", tmp_path), _described("plain", tmp_path)
    assert len(plain) > 150
    assert list(quick) == list(plain)
    for name, what in plain.items():
        assert quick[name] == what, name


#: A package of that name, with classes that say what LibCST does not say today.
_OTHER = '''
import dataclasses
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import ClassVar, List


@dataclass
class Plain:
    """A mere one."""

    a: int
    b: int = 2
    many: List[int] = field(default_factory=list)
    kept: ClassVar[int] = 7


@dataclass(frozen=True, kw_only=True)
class Named:
    a: int
    b: int = 2


@dataclass(frozen=True)
class Starred:
    a: int
    _: KW_ONLY
    b: int = 2


@dataclass(frozen=True)
class Given:
    a: int
    b: InitVar[int] = 5
    c: "InitVar[int]" = 6

    def __post_init__(self, b, c):
        object.__setattr__(self, "total", self.a + b + c)


@dataclass(order=True)
class Ordered:
    a: int
    b: int = field(default=2, compare=False, hash=True)


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: int = 2


@dataclass(unsafe_hash=True)
class Hashed:
    a: int
    b: int = field(default=2, hash=False)


@dataclass(eq=False)
class Apart:
    a: int
    b: int = 2


@dataclass
class Watched:
    a: int
    b: int = 2

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


@dataclass
class Inner(Plain):
    b: int = 3
    c: int = 4
    d: int = field(default=5, init=False, repr=False)


@dataclass
class Below(Watched):
    c: int = 4


CLASSES = [Plain, Named, Starred, Given, Ordered, Slotted, Hashed, Apart, Watched, Inner, Below]
'''
_USE = """
import dataclasses, json, sys
sys.path.insert(0, sys.argv[2])
from icefloe.syntax import importing
importing.is_wanted = sys.argv[1] == "quick"
decorator = dataclasses.dataclass
importing.import_libcst()
assert dataclasses.dataclass is decorator
import libcst
assert importing.__file__ and libcst.__file__.startswith(sys.argv[2])


def tried(call):
    try:
        said = call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if isinstance(said, (str, bool)):
        return said
    return sorted(vars(said).items()) if hasattr(said, "__dict__") else "made"


said = []
for cls in libcst.CLASSES:
    for count in range(20):
        said.append([
            cls.__name__,
            tried(lambda: repr(cls(a=1))),
            tried(lambda: cls(a=1)),
            tried(lambda: cls(1, 2)),
            tried(lambda: cls(1, b=3)),
            tried(cls),
            tried(lambda: cls(a=1) == cls(a=1)),
            tried(lambda: cls(a=1, b=2) == cls(a=1, b=4)),
            tried(lambda: hash(cls(a=1, b=2)) == hash(cls(a=1, b=4))),
            tried(lambda: cls(a=1) < cls(a=2)),
            tried(lambda: setattr(cls(a=1), "b", 2)),
            tried(lambda: delattr(cls(a=1), "b")),
            list(cls.__match_args__),
            [one.name for one in dataclasses.fields(cls)],
        ])
json.dump(said, sys.stdout)
"""


def _used(how: str, package: Path) -> list[list[object]]:
    said: list[list[object]] = json.loads(_output(package, _USE, how, str(package)))
    return said


@pytest.mark.executes
def test_what_is_not_known_of_another_version_goes_to_the_standard_library(tmp_path: Path) -> None:
    (tmp_path / "libcst").mkdir()
    (tmp_path / "libcst" / "__init__.py").write_text("from libcst.other import CLASSES\n")
    (tmp_path / "libcst" / "other.py").write_text(_OTHER)
    quick, plain = _used("quick", tmp_path), _used("plain", tmp_path)
    assert quick == plain


@pytest.mark.executes
def test_a_libcst_that_cannot_be_imported_quickly_is_imported_as_it_is(tmp_path: Path) -> None:
    code = """
import sys
from icefloe.syntax import importing
quick = importing._quick
def fails(cls, is_frozen):
    if cls.__name__ == "Subscript":
        raise RuntimeError("not today")
    return quick(cls, is_frozen)
importing._quick = fails
importing.is_wanted = True
importing.import_libcst()
assert not [name for name in sys.modules if name.partition(".")[0] == "libcst"]
import libcst
assert libcst.parse_module("a[1] = b\\n").code == "a[1] = b\\n"
assert libcst.Name("x").deep_equals(libcst.parse_expression("x"))
"""
    _output(tmp_path, code)
