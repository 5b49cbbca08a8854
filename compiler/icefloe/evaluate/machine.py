"""The state of one evaluation: scopes, the heap of mutable values, the log of effects, the path that leads here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal, TypeAlias

import libcst as cst

from icefloe.evaluate.budget import Budget
from icefloe.evaluate.frozen import freeze
from icefloe.evaluate.identity import one_object
from icefloe.evaluate.provenance import Provenance
from icefloe.evaluate.spoken import Spoken
from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed
from icefloe.trace import Effect, Folded, Step
from icefloe.values import Argument, Class, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value
from icefloe_schema.records import dataclass

# What functions under `functools.cache` have given, by their token and arguments, and on which path.
Cached: TypeAlias = dict[int, dict[tuple[object, ...], tuple[tuple[Step, ...], Value]]]


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


class Raised(Exception):  # noqa: N818 - it is the program's exception, on its way through the evaluator
    """An expression certainly raises: the rest of its statement does not happen."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Machine:
    """One evaluation. The three functions that it is given close the circle between its parts without imports."""

    def __init__(
        self,
        table: ModuleTable,
        returns: Spoken,
        expression: Callable[["Machine", Scope, cst.BaseExpression], Value],
        block: Callable[["Machine", Scope, Sequence[cst.CSTNode]], str],
        call: Callable[["Machine", Value, tuple[Argument, ...], Span], Value],
        load: Callable[["Machine", str], "Scope | None"],
    ) -> None:
        self.table = table
        self.returns = returns
        self._expression = expression
        self._block = block
        self._call = call
        self._load = load
        self.budget = Budget()
        self.heap: dict[int, Value] = {}
        # What an object was made with, for branches of which only one has changed it.
        self.origins: dict[int, Value] = {}
        # Lists that stand for something that is read through: a view of a dictionary, or an iterator.
        self.lazy: dict[int, Lazy] = {}
        self.exits: list[Exit] = []
        # Scopes whose variables may change after they have ended, as a function inside says `nonlocal`.
        self.kept: dict[int, Scope] = {}
        self.rebinding: dict[cst.CSTNode, bool] = {}
        self.classes: dict[int, Class] = {}
        self.cached: Cached = {}
        # What stands behind objects of the project whose class has a dialect's base, by their token.
        self.behind: dict[int, Record] = {}
        self.attributes: dict[tuple[int, str], Value] = {}
        # What records hold whose word says so, by their token, and which of it was read.
        self.contents: dict[int, Table] = {}
        self.folded: dict[Folded, None] = {}
        # Values that the user gives for those of records that hold them, by name, as texts.
        self.defines: Mapping[str, str] = {}
        self.at_run = False
        # Whether names that the rounds of a loop rebind are told of as symbols, and not as unknown.
        self.carries = False
        # How many `try` blocks with handlers are around: there it matters whether an `assert` holds.
        self.trying = 0
        # How deep evaluation is in expressions, blocks and branches: what recursion there is, is counted here.
        self.depth = 0
        # What the generators that are being run have given so far, the innermost last.
        self.yields: list[Yields] = []
        # What makes the missing entries of a dictionary, by its token (`collections.defaultdict`).
        self.factories: dict[int, Value] = {}
        # Files that were read, by path from the project's root, with the SHA-256 of their bytes.
        self.inputs: dict[str, str] = {}
        # The versions of Python that the project allows: the lowest, and the first that is too new.
        self.python: tuple[tuple[int, int], tuple[int, int] | None] = ((3, 11), None)
        # The functions that `functools.wraps` says others stand for, and what is called where one of those is.
        self.options: dict[int, dict[str, Value]] = {}
        self.wraps: dict[int, Function] = {}
        self.wrapped: dict[int, Function] = {}
        # Wrappers that may return something else than what they wrap.
        self.changing: set[int] = set()
        self.provenance = Provenance()
        self.effects: list[Effect] = []
        self.path: list[Step] = []
        self.modules: dict[str, Scope] = {}
        # Modules that are only imported for annotations.
        self.deferred: list[str] = []
        self.definitions: dict[int, Definition] = {}
        self.functions: list[Function] = []
        self.called: set[int] = set()
        # Records that an `await` waits for, by token.
        self.awaited: set[int] = set()
        # The names that functions use and rebind, by token: worked out once.
        self.names_used: dict[int, tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]] = {}
        # Where the keys of large dictionaries stand, by token, with the entries for which that holds.
        self.places: dict[int, tuple[tuple[tuple[Value, Value], ...], dict[tuple[object, ...], int]]] = {}
        self.stack: list[int] = []
        self.live: list[Scope] = []
        self.findings: list[Finding] = []
        self.entry = ""
        self._tokens = 0

    def token(self) -> int:
        """A new identity."""
        self._tokens += 1
        return self._tokens

    def evaluate(self, scope: Scope, node: cst.BaseExpression) -> Value:
        """The value of an expression."""
        self.depth += 1
        value = self._expression(self, scope, node)
        self.depth -= 1
        return value

    def execute(self, scope: Scope, body: Sequence[cst.CSTNode]) -> str:
        """Run statements; says how they ended: `next`, `return`, `break`, `continue` or `raise`."""
        self.depth += 1
        outcome = self._block(self, scope, body)
        self.depth -= 1
        return outcome

    def call(self, function: Value, arguments: tuple[Argument, ...], span: Span) -> Value:
        """The value of a call."""
        return self._call(self, function, arguments, span)

    def load(self, module: str) -> Scope | None:
        """The scope of a module of the project, evaluated at most once; None if there is none."""
        return self._load(self, module)

    def current(self, value: Value) -> Value:
        """A mutable value as it is now."""
        if isinstance(value, Symbol):
            # One of several contents of an object that were known once: it is that object still.
            token = one_object(value) if value.op == "choice" else None
            return value if token is None else self.heap.get(token, value)
        if not isinstance(value, Items | Table | Instance):
            return value
        now = self.heap.get(value.token, value)
        if isinstance(now, Items) and now.token in self.lazy:
            lazy = self.lazy[now.token]
            changed = any(self.current(source) is not content for source, content in lazy.sources)
            if changed or any(scope.names.get(name) is not value for scope, name, value in lazy.names):
                return Unknown(why="what it goes through has changed since", span=now.span)
        return now

    def mutate(self, value: Items | Table | Instance, now: Value) -> None:
        """From here on the object that `value` is has the content of `now`."""
        self.origins.setdefault(value.token, value)
        self.heap[value.token] = now

    def emit(
        self,
        kind: Literal["call", "set", "return", "raise", "handler"],
        target: Value,
        value: Value,
        span: Span,
        name: str = "",
        key: Value | None = None,
    ) -> None:
        """Add an effect to the log, under the path that leads here."""
        self.effects.append(
            Effect(
                sequence=len(self.effects),
                kind=kind,
                target=target,
                value=value,
                path=tuple(self.path),
                span=span,
                name=name,
                key=key,
            )
        )

    def again(self, effects: Sequence[Effect], *steps: Step) -> None:
        """Put effects into the log that were taken out of it: they happen now, under some more conditions."""
        for effect in effects:
            path = (*self.path, *steps, *effect.path)
            self.effects.append(replace(effect, sequence=len(self.effects), path=path))

    def record(self, path: str, function: Value, arguments: tuple[Argument, ...], span: Span) -> Record:
        """A call that is not seen into, in the log."""
        frozen = tuple(Argument(name=a.name, value=self.frozen(a.value), span=a.span, star=a.star) for a in arguments)
        made = Record(path=path, function=function, arguments=frozen, token=self.token(), span=span)
        target = made.receiver
        self.provenance.made(made)
        self.emit("call", function if target is None else target, made, span)
        return made

    def frozen(self, value: Value) -> Value:
        """A value with every list and dictionary inside as it is now; Unknown if it would be too large to keep."""
        now, steps = freeze(value, self.current)
        self.budget.left -= steps // 10
        return now

    def limit(self, code: str, message: str, span: Span, help: str = "") -> None:
        """Report a limit that evaluation ran into, once a place."""
        finding = Finding(code=code, message=message, span=span, severity=Severity.WARNING, help=help)
        if finding not in self.findings:
            self.findings.append(finding)

    def snapshot(self) -> Snapshot:
        """The state that branches start from."""
        seen = {id(scope): scope for scope in self.live} | self.kept
        self.budget.left -= 3 + (len(self.heap) + sum(len(scope.names) for scope in seen.values())) // 20
        scopes = tuple((scope, scope.kept()) for scope in seen.values())
        return Snapshot(
            heap=dict(self.heap),
            attributes=dict(self.attributes),
            scopes=scopes,
            tokens=self._tokens,
            cached={token: dict(given) for token, given in self.cached.items()},
        )

    def restore(self, to: Snapshot) -> None:
        """Go back to a snapshot."""
        self.heap = dict(to.heap)
        self.attributes = dict(to.attributes)
        self.cached = {token: dict(given) for token, given in to.cached.items()}
        for scope, names in to.scopes:
            scope.become(names)


def known(value: Value) -> bool:
    """Whether a value's truth and content are known."""
    return not isinstance(value, Record | Symbol | Unknown)


def truth(value: Value) -> bool | None:
    """A value's truth, or None where it is not known."""
    match value:
        case Known():
            return bool(value.value)
        case Items():
            return bool(value.items)
        case Table():
            return bool(value.entries)
        case Function() | Class():
            return True
        case _:
            return None
