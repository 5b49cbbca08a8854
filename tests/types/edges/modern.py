"""Generics, aliases and functions as Python 3.12 and later write them. Nothing imports it: it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypedDict

type Rows = list[dict[str, float]]
type Maybe[T] = T | None
type Pairs[K, V] = list[tuple[K, V]]
type Json = None | bool | int | float | str | list[Json] | dict[str, Json]
type Tree[T] = T | list[Tree[T]]
type Handler[**P, T] = Callable[P, T]


class Crate[T]:
    """Written and read: invariant."""

    item: T

    def put(self, item: T) -> None:
        self.item = item


class Bag[T]:
    """Only read: covariant."""

    def all(self) -> Sequence[T]:
        return ()


class Bin[T]:
    """Only written: contravariant."""

    def drop(self, item: T) -> None: ...


@dataclass(frozen=True)
class Cell[T]:
    """A frozen field: covariant."""

    value: T


@dataclass
class Slot[T]:
    """A field: invariant."""

    value: T


class Scale[N: float]:
    """Bounded."""

    def by(self) -> N:
        raise NotImplementedError


class Dual[K, V]:
    """Two parameters."""

    def key(self) -> K:
        raise NotImplementedError

    def set(self, value: V) -> None: ...


class IntCrate(Crate[int]):
    """A generic class with its argument given."""


class Gives[T](Protocol):
    """A protocol that gives: covariant."""

    def read(self) -> T: ...


class Mark[T](NamedTuple):
    """A generic named tuple."""

    tag: str
    value: T


class Wrapped[T](TypedDict):
    """A generic typed dictionary."""

    value: T


class IntReader:
    """Has all of `Gives`."""

    def read(self) -> int:
        return 0
