"""What a dialect is: a vocabulary, and a function that turns a trace into graphs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.trace import Summary, Trace
from icefloe.values import Argument, Function


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the evaluator must know of one dotted path of a dialect's vocabulary.

    `returns`: what a call of it gives: a `new` object, its receiver (`self`), or its first argument (`argument`).
    """

    returns: Literal["new", "self", "argument"] = "new"


class Reader(Protocol):
    """What a dialect may ask of the evaluator and of type inference while it reads a trace."""

    @property
    def types(self) -> Types:
        """Types from annotations and from unannotated code of this project."""
        ...

    def apply(self, function: Function, arguments: Sequence[Argument] | None = None) -> Trace:
        """Evaluate a function's body; parameters without an argument are symbols of their names."""
        ...

    def summary(self, function: Function) -> Summary:
        """Signature, returns, raises, calls, globals, environment reads and captured names of a function."""
        ...

    def mentions(self, function: Function) -> frozenset[str]:
        """The top-level packages from outside the project that a function's code can come to."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the project (a parameter file), by POSIX path from its root; None if there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a dialect made of a trace: graphs, and findings that only it can make."""

    graphs: tuple[Graph, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One system whose pipelines can be read.

    `packages` are the top-level import names that give a file away as possibly its own.
    """

    name: str
    packages: tuple[str, ...]
    words: Mapping[str, Word]
    read: Callable[[Trace, Reader], Reading]
