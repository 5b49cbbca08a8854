"""Protocols, and classes that have their members or have them not quite. Nothing imports it: it is read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, Self, overload, runtime_checkable

from goods import T, T_co, T_contra


class Fits(Protocol):
    """One method."""

    def fit(self, data: list[int]) -> str: ...


class FitsAndScores(Fits, Protocol):
    """A protocol that adds to another."""

    def score(self, data: list[int], *, weight: float = 1.0) -> float: ...


@runtime_checkable
class Closes(Protocol):
    """A method without arguments."""

    def close(self) -> None: ...


class Named(Protocol):
    """An attribute that can be written."""

    name: str


class ReadsName(Protocol):
    """An attribute that is only read."""

    @property
    def name(self) -> str: ...


class Counts(Protocol):
    """An attribute of a number."""

    count: int


class ReadsFloat(Protocol):
    """An attribute that is only read, of a wider type."""

    @property
    def count(self) -> float: ...


class Gives(Protocol[T_co]):
    """A generic one that gives."""

    def read(self) -> T_co: ...


class Takes(Protocol[T_contra]):
    """A generic one that takes."""

    def write(self, item: T_contra) -> None: ...


class Transforms(Protocol):
    """A callable with a keyword."""

    def __call__(self, text: str, *, strict: bool = ...) -> str: ...


class Clones(Protocol):
    """A method that gives an object of its own class."""

    def clone(self) -> Self: ...


class Ordered(Protocol):
    """What can be compared."""

    def __lt__(self, other: Any, /) -> bool: ...


class HasLength(Protocol):
    """What has a length."""

    def __len__(self) -> int: ...


class Nothing(Protocol):
    """Nothing is asked for."""


class Estimator:
    """Has all of `Fits`."""

    def fit(self, data: list[int]) -> str:
        return str(data)


class Scorer(Estimator):
    """Has all of `FitsAndScores`, half of it inherited."""

    def score(self, data: list[int], *, weight: float = 1.0) -> float:
        return weight * len(data)


class WideEstimator:
    """Takes more, gives less."""

    def fit(self, data: Iterable[float], extra: int = 0) -> "Phrase":
        return Phrase(extra)


class Phrase(str):
    """A text of its own."""


class WrongEstimator:
    """Takes something else."""

    def fit(self, data: list[str]) -> str:
        return ""


class LongEstimator:
    """Asks for more."""

    def fit(self, data: list[int], labels: list[int]) -> str:
        return ""


class BytesEstimator:
    """Gives something else."""

    def fit(self, data: list[int]) -> bytes:
        return b""


class AsyncEstimator:
    """Gives it later."""

    async def fit(self, data: list[int]) -> str:
        return ""


class OtherNames:
    """The parameter has another name."""

    def fit(self, numbers: list[int]) -> str:
        return ""


class StaticEstimator:
    """A static method."""

    @staticmethod
    def fit(data: list[int]) -> str:
        return ""


class ClassEstimator:
    """A class method."""

    @classmethod
    def fit(cls, data: list[int]) -> str:
        return ""


class FieldEstimator:
    """An attribute that can be called."""

    fit: Callable[[list[int]], str]


class Customer:
    """An attribute."""

    name: str = ""


class Guest:
    """An attribute set when it is made."""

    def __init__(self, name: str) -> None:
        self.name = name


class Shadow:
    """A property."""

    @property
    def name(self) -> str:
        return ""


class Numbered:
    """An attribute of another type."""

    name: int = 0


@dataclass
class Person:
    """A field."""

    name: str
    count: int = 0


@dataclass(frozen=True)
class Ghost:
    """A field that is only read."""

    name: str
    count: int = 0


class Card(NamedTuple):
    """A field of a named tuple."""

    name: str


class Tally:
    """A number."""

    count: int = 0


class Flagged:
    """A narrower number."""

    count: bool = False


class IntReader:
    """Gives whole numbers."""

    def read(self) -> int:
        return 0


class IntWriter:
    """Takes whole numbers."""

    def write(self, item: int) -> None: ...


class Reader(Generic[T]):
    """Gives what it is told."""

    def read(self) -> T:
        raise NotImplementedError


class Upper:
    """Can be called, with the keyword."""

    def __call__(self, text: str, *, strict: bool = False) -> str:
        return text.upper()


class Lower:
    """Can be called, without the keyword."""

    def __call__(self, text: str) -> str:
        return text.lower()


class Doubled:
    """Can be called in two ways."""

    @overload
    def __call__(self, value: int) -> int: ...
    @overload
    def __call__(self, value: str) -> str: ...
    def __call__(self, value: int | str) -> int | str:
        return value * 2


class Sheep:
    """Gives itself."""

    def clone(self) -> "Sheep":
        return self


class Dolly:
    """Gives an object of its own class."""

    def clone(self) -> Self:
        return self


class Crowd:
    """Can be gone through, and has a length."""

    def __iter__(self) -> Iterator[int]:
        return iter([1])

    def __len__(self) -> int:
        return 1


class OldStyle:
    """Can only be indexed."""

    def __getitem__(self, index: int) -> str:
        return ""


class Held:
    """A context manager."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Unhashed:
    """Cannot be hashed."""

    __hash__: ClassVar[None]  # type: ignore[assignment]


class Compared:
    """Has an equality of its own, and so no hash."""

    def __eq__(self, other: object) -> bool:
        return True


class Counted:
    """Stands for a number."""

    def __index__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0
