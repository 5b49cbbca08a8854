"""The classes, aliases and protocols that the pairs of this folder are about. Nothing imports it: it is read."""

import abc
import enum
from collections import UserDict, UserList
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import (
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    NewType,
    NotRequired,
    ParamSpec,
    Required,
    TypeAlias,
    TypedDict,
    TypeVar,
    TypeVarTuple,
    Union,
    Unpack,
)

from typing_extensions import ReadOnly

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", bound=float)
S = TypeVar("S", int, str)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

UserId = NewType("UserId", int)
AdminId = NewType("AdminId", UserId)
Email = NewType("Email", str)
Rows = NewType("Rows", list[dict[str, float]])

Row: TypeAlias = dict[str, float]
Table: TypeAlias = "list[Row]"
Maybe = Union[T, None]
Parsed = int | str
Pairs = list[tuple[K, V]]
Handler = Callable[[T], None]
Mode = Literal["train", "test"]
Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


class Base:
    """A class."""

    name: str = ""


class Child(Base):
    """Derived once."""

    def grow(self, by: int = 1) -> int:
        return by


class GrandChild(Child):
    """Derived twice."""


class Other:
    """Of another family."""


class Both(Child, Other):
    """Of two families."""


class Meters(float):
    """A number of its own."""


class Count(int):
    """A whole number of its own."""


class Slug(str):
    """A text of its own."""


class Names(list[str]):
    """A list of its own."""


class Registry(dict[str, int]):
    """A dictionary of its own."""


class Settings(UserDict[str, int]):
    """A mapping of its own."""


class Queue(UserList[int]):
    """A list-like of its own."""


class Shape(abc.ABC):
    """Abstract."""

    @abc.abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    """Concrete."""

    def area(self) -> float:
        return 1.0


class Box(Generic[T]):
    """Invariant."""

    def __init__(self, item: T) -> None:
        self.item = item

    def get(self) -> T:
        return self.item

    def put(self, item: T) -> None:
        self.item = item


class IntBox(Box[int]):
    """A generic class with its argument given."""


class SubBox(Box[T]):
    """A generic class handed on."""


class ListBox(Box[list[T]]):
    """A generic class with its argument built."""


class Source(Generic[T_co]):
    """Covariant."""

    def read(self) -> T_co:
        raise NotImplementedError


class Sink(Generic[T_contra]):
    """Contravariant."""

    def write(self, item: T_contra) -> None: ...


class Entry(Generic[K, V]):
    """Two parameters."""

    def __init__(self, key: K, value: V) -> None:
        self.key = key
        self.value = value


class Swapped(Entry[V, K], Generic[K, V]):
    """Two parameters, the other way round."""


class Scaler(Generic[N]):
    """Bounded."""

    def __init__(self, by: N) -> None:
        self.by = by


class Tensor(Generic[Unpack[Ts]]):
    """Any number of parameters."""

    def __init__(self, *shape: Unpack[Ts]) -> None:
        self.shape = shape


class Task(Generic[P, T]):
    """A parameter specification and a result."""

    def __init__(self, function: Callable[P, T]) -> None:
        self.function = function


class Color(enum.Enum):
    """Members."""

    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    """Members that are whole numbers."""

    LOW = 1
    HIGH = 2


class Flavour(enum.StrEnum):
    """Members that are texts."""

    SWEET = "sweet"
    SOUR = "sour"


class Rights(enum.Flag):
    """Members that can be put together."""

    READ = 1
    WRITE = 2


class Point(NamedTuple):
    """A named tuple."""

    x: int
    y: int


class Point3(NamedTuple):
    """A longer named tuple."""

    x: int
    y: int
    z: int = 0


class Tagged(NamedTuple, Generic[T]):
    """A generic named tuple."""

    tag: str
    value: T


class Movie(TypedDict):
    """Keys."""

    title: str
    year: int


class LongMovie(Movie):
    """More keys."""

    hours: float


class SameMovie(TypedDict):
    """The same keys, of another name."""

    title: str
    year: int


class Titled(TypedDict):
    """Fewer keys."""

    title: str


class YearText(TypedDict):
    """A key of another type."""

    title: str
    year: str


class MaybeYear(TypedDict):
    """A key that may be missing."""

    title: str
    year: NotRequired[int]


class Loose(TypedDict, total=False):
    """Keys that may all be missing, but one."""

    title: Required[str]
    year: int


class Frozen(TypedDict):
    """A key that is only read."""

    title: ReadOnly[str]
    year: ReadOnly[float]


class Labelled(TypedDict, Generic[T]):
    """A generic one."""

    label: str
    value: T


@dataclass
class Config:
    """Fields."""

    rate: float = 0.1
    layers: list[int] = field(default_factory=list)
    kind: ClassVar[str] = "plain"


@dataclass(frozen=True)
class Reading(Generic[T]):
    """Fields, generic."""

    value: T


@dataclass(order=True)
class Version:
    """Can be compared."""

    major: int
    minor: int = 0
