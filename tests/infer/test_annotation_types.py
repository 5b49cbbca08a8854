"""Annotations as the evaluator hands them over, read as types."""

import pytest
from project_source import project

from icefloe.types import spell

HEAD = """
import enum, typing as t
from collections.abc import Callable as C
from dataclasses import dataclass
from typing import (
    Annotated, Any, Callable, ClassVar, Concatenate, Final, Generic, Literal, LiteralString, NamedTuple, NewType,
    NoReturn, NotRequired, Optional, ParamSpec, Protocol, ReadOnly, Required, Self, TypeAlias, TypedDict, TypeGuard,
    TypeVar, TypeVarTuple, Union, Unpack
)
if t.TYPE_CHECKING:
    from polars import DataFrame as Frame
T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
Json = dict[str, "Json"] | list["Json"] | str | int | None
Row: TypeAlias = "dict[str, list[Later]]"
Pair = tuple[T, T]
type Tree = int | list[Tree]
type Two[X] = tuple[X, X]
type Linked[X] = tuple[X, Linked[X]] | None
Mode = Literal["a", "b"]
class Task(Generic[P, T]): ...
class Tensor(Generic[*Ts]): ...
class Box[X]: ...
class Color(enum.Enum):
    RED = 1
class Outer:
    class Inner: ...
    Number = int | float
"""
TAIL = """
class Later: ...
"""
CASES = [
    ('list["Later"]', "list[shop.Later]"),
    ('"list[Later]"', "list[shop.Later]"),
    ('Optional["Later"]', "shop.Later | None"),
    ('"Later | None"', "shop.Later | None"),
    ('int | "Later"', "int | shop.Later"),
    ('dict[str, "list[Later]"]', "dict[str, list[shop.Later]]"),
    ('Annotated["Later", "unit"]', "shop.Later"),
    ('type["Later"]', "type[shop.Later]"),
    ('C[["Later"], int]', "Callable[[shop.Later], int]"),
    ('"Nowhere"', "?"),
    ("Frame", "polars.DataFrame"),
    ("Json", "dict[str, shop.Json] | list[shop.Json] | str | int | None"),
    ("Row", "dict[str, list[shop.Later]]"),
    ("Tree", "shop.Tree"),
    ("Two[int]", "tuple[int, int]"),
    ("Linked[int]", "shop.Linked[int]"),
    ("Pair[int]", "tuple[int, int]"),
    ("Mode", "Literal['a', 'b']"),
    ("Literal[Mode, 'c']", "Literal['a', 'b', 'c']"),
    ("Literal[Color.RED, None]", "Literal[shop.Color.RED] | None"),
    ("Literal[-1, b'x', True]", "Literal[-1, b'x', True]"),
    ("Task[[int, str], bool]", "shop.Task[Callable[[int, str], Any], bool]"),
    ("Task[..., bool]", "shop.Task[Callable[..., Any], bool]"),
    ("Tensor[int, *tuple[str, bool]]", "shop.Tensor[int, str, bool]"),
    ("Box[int]", "shop.Box[int]"),
    ("tuple[int, *tuple[str, ...]]", "tuple[int, *tuple[str, ...]]"),
    ("tuple[*tuple[int, str], bool]", "tuple[int, str, bool]"),
    ("tuple[int, Unpack[tuple[str, ...]], bool]", "tuple[int, *tuple[str, ...], bool]"),
    ("tuple[*Ts]", "tuple[*Ts]"),
    ("tuple[()]", "tuple[()]"),
    ("Callable[P, int]", "Callable[P, int]"),
    ("Callable[Concatenate[int, P], str]", "Callable[Concatenate[int, P], str]"),
    ("Callable[Concatenate[int, ...], str]", "Callable[..., str]"),
    ("Callable[..., int]", "Callable[..., int]"),
    ("TypeGuard[int]", "typing.TypeGuard[int]"),
    ("NoReturn", "Never"),
    ("Final[int]", "int"),
    ("ClassVar[int]", "int"),
    ("LiteralString", "typing.LiteralString"),
    ("Outer.Inner", "shop.Outer.Inner"),
    ("Outer.Number", "int | float"),
    ("t.Union[int, 'str']", "int | str"),
    ("3", "?"),
]


@pytest.mark.parametrize(("annotation", "text"), CASES, ids=[annotation for annotation, _ in CASES])
def test_annotation(annotation: str, text: str) -> None:
    made = project(f"{HEAD}def f(x: {annotation}): ...\n{TAIL}")
    assert spell(made.types.parameter(made.summary("f").function.parameters[0])) == text


CLASSES = """
import enum
from dataclasses import dataclass, field, KW_ONLY
from functools import cached_property
from typing import (
    Callable, ClassVar, Generic, Literal, Mapping, NamedTuple, NotRequired, ParamSpec, Protocol, ReadOnly, Required,
    Self, TypedDict, TypeGuard, TypeVar, overload
)
P = ParamSpec("P")
T = TypeVar("T")
type Json = dict[str, Json] | list[Json] | str | int | None
class Color(enum.Enum):
    RED = 1
    BLUE = 2
    CRIMSON = 1
    @property
    def hex(self) -> str: ...
class Rights(enum.Flag):
    READ = 1
    WRITE = 2
@dataclass
class Data:
    rows: list[int]
    name: str = ""
    kinds: ClassVar[int] = 1
    hidden: int = field(default=0, init=False)
    _: KW_ONLY
    strict: bool
@dataclass(frozen=True, order=True)
class Version:
    number: int
class Point(NamedTuple):
    x: int
    y: str = ""
class Config(TypedDict, total=False):
    name: Required[str]
    depth: int
class Closed(TypedDict, closed=True):
    name: str
class Read(TypedDict):
    name: ReadOnly[object]
class Made:
    def __init__(self, size: int, *, name: str = "") -> None:
        self.size = size
        self.name: str = name
    @property
    def area(self) -> float: ...
    @cached_property
    def weight(self) -> float: ...
    @classmethod
    def parse(cls, text: str) -> Self: ...
    @staticmethod
    def double(number: int) -> int: ...
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str) -> str: ...
    def get(self, key): ...
    def copy(self) -> Self: ...
class Sized2(Protocol):
    size: int
class Named(Protocol):
    @property
    def name(self) -> str: ...
class Weighs(Protocol):
    @property
    def weight(self) -> float: ...
class WritableArea(Protocol):
    area: float
class Parses(Protocol):
    def parse(self, text: str) -> "Made": ...
class Gets(Protocol):
    def get(self, key: str) -> str: ...
class Copies(Protocol):
    def copy(self) -> Self: ...
class Lacks(Protocol):
    def missing(self) -> int: ...
class Ordered(Protocol):
    def __lt__(self, other: Self) -> bool: ...
class Takes[X]:
    def take(self, value: X) -> None: ...
class Gives[X]:
    def give(self) -> X: ...
class Both[X]:
    value: X
class Task(Generic[P, T]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T: ...
"""
PAIRS = [
    ("Color", "Literal[Color.RED, Color.BLUE]", "yes", ""),
    ("Color", "Literal[Color.RED]", "no", "shop.Color is wider than Literal[shop.Color.RED]"),
    ("Literal[Color.RED]", "Literal[Color.BLUE]", "no", "shop.Color.RED is not shop.Color.BLUE"),
    ("Literal[Color.RED]", "Literal[Color.CRIMSON]", "unknown", "aliases"),
    ("Rights", "Literal[Rights.READ, Rights.WRITE]", "unknown", "may have no other members"),
    ("bool", "Literal[True, False]", "yes", ""),
    ("type[Data]", "Callable[[list[int]], Data]", "unknown", "it needs the keyword argument 'strict'"),
    ("type[Version]", "Callable[[int], Version]", "yes", ""),
    ("type[Point]", "Callable[[int], Point]", "yes", ""),
    ("type[Point]", "Callable[[str], Point]", "unknown", "parameter 1: str is not int"),
    ("type[Made]", "Callable[[int], Made]", "yes", ""),
    ("type[Made]", "Callable[[int], int]", "no", "result: shop.Made is not int"),
    ("type[Made]", "Callable[[], Made]", "unknown", "it takes 1 parameter, 0 will be given"),
    ("type[Color]", "type[enum.Enum]", "yes", ""),
    ("Config", "Mapping[str, object]", "yes", ""),
    ("Config", "Read", "yes", ""),
    ("Closed", "Config", "unknown", "'depth' is not declared"),
    ("Config", "Closed", "no", "shop.Closed has no key 'depth'"),
    ("Made", "Sized2", "yes", ""),
    ("Made", "Named", "yes", ""),
    ("Made", "Weighs", "unknown", "a property that can be set"),
    ("Made", "WritableArea", "no", "attribute area: it can only be read"),
    ("Made", "Parses", "yes", ""),
    ("Made", "Gets", "yes", ""),
    ("Made", "Copies", "yes", ""),
    ("Made", "Lacks", "no", "shop.Made has no method missing"),
    ("Version", "Ordered", "yes", ""),
    ("Data", "Ordered", "no", "shop.Data has no method __lt__"),
    ("Takes[float]", "Takes[int]", "yes", ""),
    ("Takes[int]", "Takes[float]", "no", "element type: float is not int"),
    ("Gives[int]", "Gives[float]", "yes", ""),
    ("Both[int]", "Both[float]", "no", "Both is invariant"),
    ("Json", "Json", "yes", ""),
    ("dict[str, Json]", "Json", "yes", ""),
    ("list[Json]", "Json", "yes", ""),
    ("int", "Json", "yes", ""),
    ("bytes", "Json", "no", "bytes is none of"),
    ("Task[[int], str]", "Callable[[int], str]", "yes", ""),
    ("Task[[int], str]", "Callable[[str], str]", "no", "parameter 1: str is not int"),
    ("Callable[[int], str]", "Callable[P, str]", "yes", ""),
    ("Callable[[int], str]", "Callable[P, int]", "no", "result: str is not int"),
    ("Callable[[object], TypeGuard[int]]", "Callable[[object], bool]", "yes", ""),
    ("Callable[[object], bool]", "Callable[[object], TypeGuard[int]]", "no", "bool is not typing.TypeGuard[int]"),
    ("list[int | None]", "list[T | None]", "yes", ""),
    ("tuple[int, str]", "tuple[T, T]", "yes", ""),
    ("dict[str, int]", "dict[T, T]", "no", "T cannot be str and int"),
    ("tuple[int, *tuple[str, ...]]", "tuple[int | str, ...]", "yes", ""),
    ("tuple[int, ...]", "tuple[int, *tuple[int, ...]]", "no", "it may have fewer than 1 item"),
]


@pytest.mark.parametrize(("producer", "consumer", "answer", "why"), PAIRS, ids=[f"{p[0]} -> {p[1]}" for p in PAIRS])
def test_classes_of_the_project(producer: str, consumer: str, answer: str, why: str) -> None:
    made = project(f"{CLASSES}def f() -> {producer}: ...\ndef g(x: {consumer}): ...\n")
    given = made.types.returned(made.summary("f")).type
    taken = made.types.parameter(made.summary("g").function.parameters[0])
    verdict = made.types.assignable(given, taken)
    assert (verdict.answer, why in verdict.why) == (answer, True), verdict
