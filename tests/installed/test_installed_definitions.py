"""Classes and functions of packages from outside as values."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from site_packages import packages, told

from icefloe import api
from icefloe.infer import Foreign
from icefloe.types import CallableType, Named, spell
from icefloe.values import Unknown

STUB = """
from typing import overload, Literal, Self, Generic, TypeVar, Protocol, TypedDict, NamedTuple
from functools import cached_property
import enum
T = TypeVar("T")
class Box(Generic[T]):
    size: int
    @overload
    def get(self, key: int) -> T: ...
    @overload
    def get(self, key: str, *, deep: Literal[True]) -> list[T]: ...
    @property
    def name(self) -> str: ...
    @name.setter
    def name(self, value: str) -> None: ...
    @cached_property
    def fixed(self) -> "bytes": ...
    @classmethod
    def new(cls, value: T) -> Self: ...
    @staticmethod
    def help(level: int = ..., /, *more: str, loud: bool = ..., **rest: int) -> None: ...
    def me(self) -> Self: ...
    again = me
    __hash__ = None
    def __init__(self, first: T, second: int = ...) -> None: ...
class IntBox(Box[int]): ...
class Movie(TypedDict):
    title: str
class LongMovie(Movie, total=False):
    hours: float
class Point(NamedTuple):
    x: int
    y: str
class Sized(Protocol):
    def size(self) -> int: ...
class Color(enum.Enum):
    RED = 1
def plain(a, b: int = 3, *, c: str) -> float: ...
async def later() -> int: ...
"""
SOURCE = '''
import functools
from contextlib import contextmanager
def keeping(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        with quiet():
            return function(*args, **kwargs)
    return inner
def configured(level):
    def decorator(function):
        @functools.wraps(function)
        def inner(self, *args, **kwargs):
            return function(self, *args, **kwargs)
        return inner
    return decorator
def changing(function):
    def inner(*args):
        return str(function(*args))
    return inner
def registering(function):
    NAMES.append(function)
    return function
class Base:
    def __init__(self, depth=3):
        self.depth = depth
    @configured(level=3)
    def fit(self, X, y=None):
        """Fit."""
        if y is None:
            raise ValueError
        return self
    def refit(self, X):
        return self._refit(X)
    def _refit(self, X):
        return self.fit(X)
    def copy(self):
        return type(self)()
    @classmethod
    def make(cls):
        return cls()
    def score(self):
        return float(self.depth)
    def check(self):
        self.checked = True
    def todo(self):
        raise NotImplementedError
    def maybe(self, x):
        if x:
            return 1
    def either(self, x):
        return 1 if x else "one"
    def pair(self):
        names = [1]
        return names, other()
    def twice(self):
        names = [1]
        names = names + names
        return names
class Child(Base):
    def more(self):
        return super().fit(1)
@keeping
def kept():
    return Base()
@changing
def changed():
    return Base()
@registering
def registered():
    return kept()
@contextmanager
def managed():
    yield 1
def many():
    yield 1
'''
RETURNS: Mapping[str, str] = {
    "Base.fit": "def fit(self, X, y) -> typing.Self",
    "Base.refit": "def refit(self, X) -> typing.Self",
    "Base.copy": "def copy(self) -> typing.Self",
    "Base.make": "builtins.classmethod(def make(cls) -> typing.Self)",
    "Base.score": "def score(self) -> builtins.float",
    "Base.check": "def check(self) -> None",
    "Base.todo": "def todo(self)",
    "Base.maybe": "def maybe(self, x)",
    "Base.either": "def either(self, x) -> builtins.int | builtins.str",
    "Base.pair": "def pair(self) -> builtins.tuple[builtins.list, ?]",
    "Base.twice": "def twice(self)",
    "Child.more": "def more(self) -> typing.Self",
    "kept": "def kept() -> src.Base",
    "changed": "src.changing(def changed() -> src.Base)",
    "registered": "def registered() -> src.Base",
    "managed": "contextlib.contextmanager(def managed())",
    "many": "def many()",
}


@pytest.mark.parametrize("name", RETURNS)
def test_functions_without_annotations_tell_by_their_code(tmp_path: Path, name: str) -> None:
    outside = packages(tmp_path, {"src.py": SOURCE})
    assert told(outside.find(f"src.{name}")) == RETURNS[name]


def foreign(folder: Path, files: Mapping[str, str]) -> Foreign:
    return Foreign(packages(folder, files))


MEMBERS = {
    "get": ("(int) -> T; (str, deep: Literal[True]) -> list[T]", True),
    "name": ("str", True),
    "fixed": ("bytes", False),
    "new": ("(T) -> Self", True),
    "help": ("(int=, *str, loud: bool=, **int) -> None", True),
    "me": ("() -> Self", True),
    "again": ("() -> Self", True),
    "size": ("int", True),
}


def signature(of: object) -> str:
    """A signature in short."""
    if not isinstance(of, CallableType):
        return "; ".join(map(signature, of.items)) if hasattr(of, "items") else spell(of)  # type: ignore[arg-type]
    required = len(of.parameters or ()) if of.required is None else of.required
    parts = [spell(p) + ("=" if i >= required else "") for i, p in enumerate(of.parameters or ())]
    parts += [f"*{spell(of.rest)}"] if of.rest is not None else []
    parts += [f"{key.name}: {spell(key.type)}{'' if key.required else '='}" for key in of.keywords]
    parts += [f"**{spell(of.options)}"] if of.options is not None else []
    return f"({', '.join(parts)}) -> {spell(of.returns)}"


@pytest.mark.parametrize("name", MEMBERS)
def test_members_are_read_one_by_one(tmp_path: Path, name: str) -> None:
    declaration = foreign(tmp_path, {"stub.pyi": STUB}).declaration("stub.Box")
    assert declaration is not None
    found = next(member for member in declaration.members if member.name == name)
    assert (signature(found.type), found.settable) == MEMBERS[name]


def test_kinds_of_classes(tmp_path: Path) -> None:
    classes = foreign(tmp_path, {"stub.pyi": STUB})
    box, child, movie, point, sized = (
        classes.declaration(f"stub.{name}") for name in ("Box", "IntBox", "LongMovie", "Point", "Sized")
    )
    assert box is not None
    assert [p.name for p in box.parameters] == ["T"]
    assert box.final_names
    assert signature(box.constructor()) == "(T, int=) -> stub.Box[T]"
    assert next(m for m in box.members if m.name == "__hash__").absent
    assert child is not None
    assert child.bases == (Named("stub.Box", (Named("builtins.int"),)),)
    assert movie is not None
    assert [(k.name, k.required) for k in movie.keys or ()] == [("title", True), ("hours", False)]
    assert point is not None
    assert [spell(base) for base in point.bases] == ["tuple[int, str]"]
    assert sized is not None
    assert sized.protocol


def test_a_source_does_not_hide_what_its_methods_set(tmp_path: Path) -> None:
    base = foreign(tmp_path, {"src.py": SOURCE}).declaration("src.Base")
    assert base is not None
    assert base.final_names
    assert {"depth", "checked", "fit"} <= {member.name for member in base.members}


TYPES = {
    "stub.plain": "(?, int=, c: str) -> float",
    "stub.later": "() -> collections.abc.Coroutine[Any, Any, int]",
    "stub.Box": "type[stub.Box]",
    "stub.Box.new": "(Any) -> stub.Box",
    "stub.nothing": "nothing",
    "stub": "types.ModuleType",
}


@pytest.mark.parametrize("path", TYPES)
def test_types_of_expressions(tmp_path: Path, path: str) -> None:
    found = foreign(tmp_path, {"stub.pyi": STUB}).type(path)
    assert ("nothing" if found is None else signature(found)) == TYPES[path]


NEW_SYNTAX = """
type Pair[T] = tuple[T, T]
class Shelf[T: int]:
    def first(self) -> T: ...
def only[K](value: K) -> Pair[K]: ...
"""


def test_type_parameters_in_brackets(tmp_path: Path) -> None:
    outside = packages(tmp_path, {"new.pyi": NEW_SYNTAX, "old.py": "from new import Shelf\n"})
    if sys.version_info < (3, 12):
        doubt = outside.find("new.Shelf")
        assert isinstance(doubt, Unknown)
        assert doubt.why == "new.pyi is not valid for the running Python at line 2"
        return
    shelf = "class new:Shelf(typing.Generic[typing.TypeVar('T', builtins.int, True)])"
    assert told(outside.find("old.Shelf")) == shelf
    declaration = Foreign(outside).declaration("new.Shelf")
    assert declaration is not None
    assert [p.name for p in declaration.parameters] == ["T"]
    assert told(outside.find("new.Pair")).startswith("builtins.tuple[typing.TypeVar('T'")


LOOSE = """
from typing import Any, overload
class Accessor:
    def lower(self) -> str: ...
class Descriptor:
    @overload
    def __get__(self, instance: None, owner: Any, /) -> None: ...
    @overload
    def __get__(self, instance: "Table", owner: Any, /) -> Accessor: ...
class Table:
    text = Descriptor()
    def dump(self, path: str | None = None) -> str | None: ...
    @property
    def rows(self) -> int | str: ...
def load(path: str, *, lazy: bool = False) -> Table | None: ...
"""
FLOW = """
from flowyml import Pipeline, step
import loose
@step(outputs=["given"])
def give():
    {given}
@step(inputs=["given"])
def take(given: {taken}):
    return 1
pipeline = Pipeline("p")
pipeline.add_step(give)
pipeline.add_step(take)
"""
GIVEN = [
    ("return loose.load('a')", "loose.Table", "unknown"),
    ("return loose.load('a')", "loose.Table | None", "checked"),
    ("return loose.load('a')", "str", "wrong"),
    ("return loose.Table().dump()", "str", "unknown"),
    ("return loose.Table().dump()", "list[str]", "wrong"),
    ("return {'a': loose.Table().rows}", "dict[str, int]", "unknown"),
    ("return {'a': loose.Table().rows}", "dict[str, bytes]", "wrong"),
    ("return loose.Table().text", "loose.Accessor", "checked"),
    ("return loose.Table().text.lower()", "str", "checked"),
    ("return loose.Table().text.lower()", "int", "wrong"),
]


@pytest.mark.parametrize(("given", "taken", "answer"), GIVEN)
def test_what_a_package_gives_is_taken_as_loosely_as_it_is_declared(
    tmp_path: Path, given: str, taken: str, answer: str
) -> None:
    site = tmp_path / "env" / "lib" / "python3.12" / "site-packages"
    packages(site, {"loose.pyi": LOOSE})
    packages(tmp_path, {"pyproject.toml": "", "flow.py": FLOW.format(given=given, taken=taken)})
    tally = api.check([str(tmp_path)], wanted=api.Wanted(python=str(tmp_path / "env"))).tally
    assert {"checked": tally.checked, "wrong": tally.wrong, "unknown": tally.unknown}[answer] == 1
