"""Rarer classes, protocols and aliases, each with a twist. Nothing imports it: it is read."""

import enum
import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import (
    Any,
    ClassVar,
    Concatenate,
    Final,
    Generic,
    NamedTuple,
    NewType,
    ParamSpec,
    Protocol,
    Self,
    TypeAlias,
    TypedDict,
    TypeVar,
    Unpack,
    overload,
)

from typing_extensions import NotRequired, ReadOnly, Required, override

T = TypeVar("T")
U = TypeVar("U")
P = ParamSpec("P")
B = TypeVar("B", bound="Animal")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

Ids = NewType("Ids", tuple[int, ...])
Loader = Callable[[str], Sequence[T]]
Tree: TypeAlias = "dict[str, Tree] | int"
Decorator = Callable[[Callable[P, T]], Callable[P, list[T]]]
WithName = Callable[Concatenate[str, P], T]
Grid = Sequence[Sequence[T]]


class Animal:
    """With members of many kinds."""

    legs: ClassVar[int] = 4
    kind: Final = "animal"
    _secret: int = 0

    def __init__(self, name: str) -> None:
        self.name = name
        self.age: int = 0

    @property
    def size(self) -> float:
        return 1.0

    @size.setter
    def size(self, value: float) -> None: ...

    @functools.cached_property
    def weight(self) -> int:
        return 1

    def speak(self, loud: bool = False, *words: str, times: int = 1, **more: object) -> str:
        return ""

    async def run(self) -> int:
        return 1

    def walk(self) -> Iterator[int]:
        yield 1

    @classmethod
    def make(cls, name: str) -> Self:
        return cls(name)


class Dog(Animal):
    """Overrides some."""

    @override
    def speak(self, loud: bool = False, *words: str, times: int = 1, **more: object) -> "Bark":
        return Bark()


class Bark(str):
    """A text."""


class StrColor(str, enum.Enum):
    """Members that are texts, the older way."""

    RED = "red"
    BLUE = "blue"


class IntRank(int, enum.Enum):
    """Members that are numbers, the older way."""

    ONE = 1
    TWO = 2


class Auto(enum.Enum):
    """Members numbered by themselves."""

    FIRST = enum.auto()
    SECOND = enum.auto()


class Single(enum.Enum):
    """One member."""

    ONLY = 1


class Mask(enum.IntFlag):
    """Members that are numbers and can be put together."""

    A = 1
    B = 2


class IntSeq(Sequence[int]):
    """A sequence by its base."""

    def __len__(self) -> int:
        return 0

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> "IntSeq": ...
    def __getitem__(self, index: int | slice) -> "int | IntSeq":
        return 0


class StrMap(Mapping[str, T]):
    """A mapping by its base, one of its parameters given."""

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __getitem__(self, key: str) -> T:
        raise KeyError(key)


class Pair(tuple[int, str]):
    """A tuple by its base."""


class Inverted(dict[T, str]):
    """A dictionary, one of its parameters given."""


class Stage(ABC, Generic[T, U]):
    """Abstract and generic."""

    @abstractmethod
    def apply(self, item: T) -> U: ...


class ToText(Stage[int, str]):
    """Its parameters given."""

    def apply(self, item: int) -> str:
        return str(item)


class Chain(Stage[T, T]):
    """Both parameters are one."""

    def apply(self, item: T) -> T:
        return item


class Applies(Protocol[T_contra, T_co]):
    """A protocol with a parameter that takes and one that gives."""

    def apply(self, item: T_contra, /) -> T_co: ...


class Speaks(Protocol):
    """A method with defaults, more of them, and keywords."""

    def speak(self, loud: bool = ..., *, times: int = ...) -> str: ...


class SpeaksWords(Protocol):
    """A method that takes any number of texts."""

    def speak(self, loud: bool, *words: str) -> str: ...


class Runs(Protocol):
    """A method that is waited for."""

    async def run(self) -> float: ...


class Walks(Protocol):
    """A method that gives an iterator."""

    def walk(self) -> Iterable[float]: ...


class HasLegs(Protocol):
    """An attribute of the class."""

    legs: ClassVar[int]


class HasSize(Protocol):
    """An attribute that can be written."""

    size: float


class ReadsWeight(Protocol):
    """An attribute that is only read."""

    @property
    def weight(self) -> float: ...


class Makes(Protocol):
    """A method of the class."""

    @classmethod
    def make(cls, name: str) -> Self: ...


class HasAge(Protocol):
    """An attribute that is set when an object is made."""

    age: int


class Linked(Protocol):
    """Speaks of itself."""

    @property
    def next(self) -> "Linked | None": ...


@dataclass
class Link:
    """Speaks of itself."""

    next: "Link | None" = None


@dataclass(kw_only=True)
class Options:
    """Fields that go by name."""

    rate: float
    name: str = "x"


@dataclass
class Mixed:
    """Fields that go by place, and one by name."""

    first: int
    _: KW_ONLY
    last: str = ""
    hidden: list[int] = field(init=False, default_factory=list)


class Job(NamedTuple):
    """A named tuple with defaults."""

    name: str
    steps: Sequence[int] = ()


class Person(TypedDict):
    """Keys."""

    name: str
    tags: list[str]


class Employee(Person, total=False):
    """More keys, which may be missing."""

    boss: Person
    salary: Required[float]


class Public(TypedDict):
    """Keys that are only read."""

    name: ReadOnly[object]
    tags: ReadOnly[NotRequired[Sequence[str]]]


class Options2(TypedDict, total=False):
    """Keywords."""

    rate: float
    name: str


class TakesOptions(Protocol):
    """Keywords by a typed dictionary."""

    def __call__(self, **options: Unpack[Options2]) -> int: ...


class TakesAll(Protocol):
    """Any arguments."""

    def __call__(self, *args: Any, **kwargs: Any) -> int: ...


class ByOptions:
    """Has the keywords."""

    def __call__(self, *, rate: float = 0.0, name: str = "", more: int = 0) -> int:
        return 0


class Anything:
    """Has any attribute."""

    def __getattr__(self, name: str) -> int:
        return 0


class Slotted:
    """Its attributes are listed."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name: str = ""


class Later(Generic[T]):
    """Can be waited for."""

    def __await__(self) -> Iterator[T]:
        raise NotImplementedError


class Zoo(Generic[B]):
    """Bounded by a class."""

    def __init__(self, animals: list[B]) -> None:
        self.animals = animals


class ByIndex(Protocol[T_co]):
    """Can be indexed."""

    def __getitem__(self, index: int, /) -> T_co: ...
