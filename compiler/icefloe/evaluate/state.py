"""What one evaluation keeps: scopes, the heap of mutable values, the log of effects, the path that leads here."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

import libcst as cst

from icefloe.evaluate.budget import Budget
from icefloe.evaluate.provenance import Provenance
from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.syntax.parser import Parsed
from icefloe.trace import Effect, Folded, Step
from icefloe.values import Class, Function, Record, Table, Value
from icefloe_schema.records import dataclass

# What functions under `functools.cache` have given, by their token and arguments, and on which path.
Cached: TypeAlias = dict[int, dict[tuple[object, ...], tuple[tuple[Step, ...], Value]]]
# The names that a function uses, and those that it rebinds.
Used: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]
# The entries of a dictionary, and where its keys stand while it has just these.
Places: TypeAlias = tuple[tuple[tuple[Value, Value], ...], dict[tuple[object, ...], int]]


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names of a module, function, class body or comprehension while it is evaluated.

    `typed` are those that imports below `if TYPE_CHECKING:` bind: annotations mean these. Snapshots have `names` as
    they are: who changes them asks for those of its `own`, which are copied then and not for each branch and call.
    """

    kind: Literal["module", "function", "class", "comprehension"]
    module: str
    parsed: Parsed
    prefix: str = ""
    parent: "Scope | None" = None
    names: Mapping[str, Value] = field(default_factory=dict[str, Value])
    outer: dict[str, str] = field(default_factory=dict[str, str])
    stars: list[str] = field(default_factory=list[str])
    returned: list["Returned"] = field(default_factory=list["Returned"])
    typed: dict[str, Value] = field(default_factory=dict[str, Value])
    _own: dict[str, Value] | None = field(default=None, init=False, compare=False, repr=False)

    def own(self) -> dict[str, Value]:
        """The names, to be changed."""
        if self._own is None:
            self.names = self._own = dict(self.names)
        return self._own

    def kept(self) -> Mapping[str, Value]:
        """The names as they are now, whatever happens to them later."""
        self._own = None
        return self.names

    def become(self, names: Mapping[str, Value]) -> None:
        """From here on it has these names, which stay as they are for whoever has them too."""
        self.names = names
        self._own = None

    def root(self) -> "Scope":
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A `return` that was reached, and under which conditions within its function."""

    value: Value
    path: tuple[Step, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Where a function's or class's code is, and the scope that surrounds it."""

    node: cst.FunctionDef | cst.Lambda | cst.ClassDef
    scope: Scope


@dataclass(slots=True)
class Yields:
    """What a generator's body has given so far; `lost` if that is not known, `depth` is its path's length."""

    depth: int
    values: list[Value] = field(default_factory=list[Value])
    ends: list[int] = field(default_factory=list[int])
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that a branch can change, to go back to."""

    heap: dict[int, Value]
    attributes: dict[tuple[int, str], Value]
    scopes: tuple[tuple[Scope, Mapping[str, Value]], ...]
    tokens: int
    cached: Cached


@dataclass(frozen=True, slots=True, kw_only=True)
class Lazy:
    """What a list stands for that is none in Python: a view, a range, or an iterator, which is `once` gone through.

    `sources` are what it reads, with the content that they had when it was made, `names` the same for names.
    `effects` are those of making each item, which happen when it is gone through.
    """

    sources: tuple[tuple[Value, Value], ...]
    once: bool
    names: tuple[tuple[Scope, str, Value | None], ...] = ()
    effects: tuple[tuple[Effect, ...], ...] = ()
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """One way to leave a block early under a test that is not known: where it leads, under what, and the state."""

    kind: str
    path: tuple[Step, ...]
    state: Snapshot
    start: int


@dataclass(slots=True, eq=False)
class State:
    """Everything that an evaluation changes as it goes on."""

    budget: Budget = field(default_factory=Budget)
    heap: dict[int, Value] = field(default_factory=dict[int, Value])
    # What an object was made with, for branches of which only one has changed it.
    origins: dict[int, Value] = field(default_factory=dict[int, Value])
    # Lists that stand for something that is read through: a view of a dictionary, or an iterator.
    lazy: dict[int, Lazy] = field(default_factory=dict[int, Lazy])
    exits: list[Exit] = field(default_factory=list[Exit])
    # Scopes whose variables may change after they have ended, as a function inside says `nonlocal`.
    kept: dict[int, Scope] = field(default_factory=dict[int, Scope])
    rebinding: dict[cst.CSTNode, bool] = field(default_factory=dict[cst.CSTNode, bool])
    classes: dict[int, Class] = field(default_factory=dict[int, Class])
    cached: Cached = field(default_factory=Cached)
    # What stands behind objects of the project whose class has a dialect's base, by their token.
    behind: dict[int, Record] = field(default_factory=dict[int, Record])
    attributes: dict[tuple[int, str], Value] = field(default_factory=dict[tuple[int, str], Value])
    # What records hold whose word says so, by their token, and which of it was read.
    contents: dict[int, Table] = field(default_factory=dict[int, Table])
    folded: dict[Folded, None] = field(default_factory=dict[Folded, None])
    # Values that the user gives for those of records that hold them, by name, as texts.
    defines: Mapping[str, str] = field(default_factory=dict[str, str])
    at_run: bool = False
    # Whether names that the rounds of a loop rebind are told of as symbols, and not as unknown.
    carries: bool = False
    # How many `try` blocks with handlers are around: there it matters whether an `assert` holds.
    trying: int = 0
    # How deep evaluation is in expressions, blocks and branches: what recursion there is, is counted here.
    depth: int = 0
    # What the generators that are being run have given so far, the innermost last.
    yields: list[Yields] = field(default_factory=list[Yields])
    # What makes the missing entries of a dictionary, by its token (`collections.defaultdict`).
    factories: dict[int, Value] = field(default_factory=dict[int, Value])
    # Files that were read, by path from the project's root, with the SHA-256 of their bytes.
    inputs: dict[str, str] = field(default_factory=dict[str, str])
    # The versions of Python that the project allows: the lowest, and the first that is too new.
    python: tuple[tuple[int, int], tuple[int, int] | None] = ((3, 11), None)
    # The functions that `functools.wraps` says others stand for, and what is called where one of those is.
    options: dict[int, dict[str, Value]] = field(default_factory=dict[int, dict[str, Value]])
    wraps: dict[int, Function] = field(default_factory=dict[int, Function])
    wrapped: dict[int, Function] = field(default_factory=dict[int, Function])
    # Wrappers that may return something else than what they wrap.
    changing: set[int] = field(default_factory=set[int])
    provenance: Provenance = field(default_factory=Provenance)
    effects: list[Effect] = field(default_factory=list[Effect])
    path: list[Step] = field(default_factory=list[Step])
    modules: dict[str, Scope] = field(default_factory=dict[str, Scope])
    # Modules that are only imported for annotations.
    deferred: list[str] = field(default_factory=list[str])
    definitions: dict[int, Definition] = field(default_factory=dict[int, Definition])
    functions: list[Function] = field(default_factory=list[Function])
    called: set[int] = field(default_factory=set[int])
    # Records that an `await` waits for, by token.
    awaited: set[int] = field(default_factory=set[int])
    # By token, worked out once.
    names_used: dict[int, Used] = field(default_factory=dict[int, Used])
    # Where the keys of large dictionaries stand, by token.
    places: dict[int, Places] = field(default_factory=dict[int, Places])
    stack: list[int] = field(default_factory=list[int])
    live: list[Scope] = field(default_factory=list[Scope])
    findings: list[Finding] = field(default_factory=list[Finding])
    entry: str = ""
    _tokens: int = 0
