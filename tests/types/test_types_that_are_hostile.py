"""Types that nobody should write: every question about them ends soon, with an answer."""

import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edge_project import types_of

from icefloe.infer import Types
from icefloe.types import Type

SECONDS = 4.0  # of processor time, where one takes some hundredths: no question may take for ever
RECURSIVE = """
from __future__ import annotations
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, NamedTuple, Optional, Protocol, TypedDict, TypeVar, Union

T = TypeVar("T")
U = TypeVar("U", bound="Bounded")
Loop = Union[int, "Loop"]
Self_ = "Self_"
Ping = list["Pong"]
Pong = list["Ping"]
Json = Union[None, int, str, list["Json"], dict[str, "Json"]]
Jason = Union[None, int, str, list["Jason"], dict[str, "Jason"]]
type Growing[A] = A | list[Growing[list[A]]]
type Forever = list[Forever]
type Round = Round
type Wide[A] = tuple[A, A]
Doubling = Wide[Wide[Wide[Wide[Wide[Wide[Wide[Wide[Wide[Wide[Wide[Wide[int]]]]]]]]]]]]
class Bounded(Protocol):
    def next(self) -> Bounded: ...
class Steps(Bounded):
    def next(self) -> Steps: ...
class Other(Protocol):
    def next(self) -> Other: ...
class Grow(Protocol[T]):
    def more(self) -> Grow[list[T]]: ...
class Grown(Protocol[T]):
    def more(self) -> Grown[list[T]]: ...
class Own(list["Own"]):
    pass
class Curious(Generic[T]):
    pass
class Deeper(Curious["Deeper[Deeper[T]]"], Generic[T]):
    pass
class Mutual(Curious["Lautum"]):
    pass
class Lautum(Curious["Mutual"]):
    pass
class Cycle1("Cycle2"):
    pass
class Cycle2(Cycle1):
    pass
class Node(TypedDict):
    next: Optional[Node]
class Edge(TypedDict):
    next: Optional[Edge]
class Tree(NamedTuple):
    left: Optional[Tree]
    right: Optional[Tree]
"""
RECURSIVE_PAIRS = [
    ("Loop", "int"),
    ("Self_", "int"),
    ("Ping", "Pong"),
    ("Ping", "Sequence[Sequence[int]]"),
    ("Json", "Jason"),
    ("list[Json]", "Sequence[Jason]"),
    ("dict[str, list[Json]]", "Jason"),
    ("Growing[int]", "Growing[str]"),
    ("Growing[int]", "Growing[int]"),
    ("Forever", "list[int]"),
    ("Forever", "Sequence[Forever]"),
    ("Round", "int"),
    ("int", "Round"),
    ("Doubling", "Doubling"),
    ("Doubling", "tuple[int, int]"),
    ("Bounded", "Other"),
    ("Steps", "Other"),
    ("Other", "Steps"),
    ("Grow[int]", "Grown[int]"),
    ("Grow[int]", "Grown[str]"),
    ("Own", "Sequence[Sequence[Own]]"),
    ("Own", "list[list[int]]"),
    ("Deeper[int]", "Curious[int]"),
    ("Deeper[int]", "Deeper[str]"),
    ("Mutual", "Curious[Curious[int]]"),
    ("Cycle1", "Cycle2"),
    ("Cycle1", "int"),
    ("Node", "Edge"),
    ("Node", "dict[str, int]"),
    ("Tree", "tuple[Tree, Tree]"),
    ("Tree", "Sequence[Tree | None]"),
    ("Steps", "U"),
    ("Callable[[U], U]", "Callable[[Steps], Steps]"),
]
RECURSIVE_ANSWERS = {
    ("Ping", "Sequence[Sequence[int]]"): ("no", "unknown"),
    ("Loop", "int"): ("yes", "unknown"),
    ("Json", "Jason"): ("yes",),
    ("list[Json]", "Sequence[Jason]"): ("yes",),
    ("dict[str, list[Json]]", "Jason"): ("no",),
    ("Bounded", "Other"): ("yes",),
    ("Steps", "Other"): ("yes",),
    ("Other", "Steps"): ("no",),
    ("Own", "list[list[int]]"): ("no",),
    ("Deeper[int]", "Curious[int]"): ("no", "unknown"),
    ("Node", "dict[str, int]"): ("no",),
    ("Tree", "tuple[Tree, Tree]"): ("no",),
    ("Tree", "Sequence[Tree | None]"): ("yes",),
}


def nested(head: str, tail: str, inner: str, depth: int) -> str:
    return head * depth + inner + tail * depth


def alike(count: int, form: str) -> str:
    return ", ".join(form.format(number) for number in range(count))


def either(count: int, form: str) -> str:
    return f"Union[{alike(count, form)}]"


LARGE_PAIRS = [
    (nested("list[", "]", "int", 60), nested("list[", "]", "str", 60)),
    (nested("Callable[[", "], int]", "int", 40), nested("Callable[[", "], int]", "bool", 40)),
    (nested("tuple[int, *tuple[", ", ...]]", "int", 30), nested("tuple[int, *tuple[", ", ...]]", "int", 30)),
    (f"Literal[{alike(3000, '{}')}]", f"Literal[{alike(3000, '{}')}]"),
    (f"Literal[{alike(3000, '{}')}]", "int"),
    (f"tuple[{alike(2000, 'Literal[{}]')}]", "Sequence[int]"),
    (either(300, "list[Literal[{}]]"), either(300, "Sequence[Literal[{}]]")),
    (either(200, "tuple[Literal[{}], int]"), either(200, "tuple[int, Literal[{}]]")),
    (f"dict[str, {either(250, 'set[Literal[{}]]')}]", f"Iterable[{either(250, 'Literal[{}]')}]"),
    (either(120, "Callable[[Literal[{0}]], Literal[{0}]]"), either(120, "Callable[[Literal[{0}]], Literal[{0}]]")),
    (nested("Optional[Union[", "]]", "int", 50), nested("Optional[Union[", "]]", "int", 50)),
]


@cache
def read(header: str, pairs: tuple[tuple[str, str], ...]) -> tuple[list[Type], Types]:
    """The types of all pairs, one after the other, and who compares them."""
    with TemporaryDirectory() as folder:
        return types_of([text for pair in pairs for text in pair], header, Path(folder))


@pytest.mark.parametrize("number", range(len(RECURSIVE_PAIRS)), ids=[f"{p} -> {c}" for p, c in RECURSIVE_PAIRS])
def test_recursive(number: int) -> None:
    found, types = read(RECURSIVE, tuple(RECURSIVE_PAIRS))
    begin = time.process_time()
    answer = types.assignable(found[2 * number], found[2 * number + 1]).answer
    expected = RECURSIVE_ANSWERS.get(RECURSIVE_PAIRS[number], ("yes", "no", "unknown"))
    assert answer in expected
    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("number", range(len(LARGE_PAIRS)))
def test_large(number: int) -> None:
    begin = time.process_time()
    found, types = read(RECURSIVE, (LARGE_PAIRS[number],))
    assert types.assignable(*found).answer in ("yes", "no", "unknown")
    assert time.process_time() - begin < SECONDS
