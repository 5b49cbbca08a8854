"""What a piece of code does, as its text tells: calls, literals, changes, handlers and tests, each with its place.

Nothing is evaluated for it: a call is told by the dotted path that its name has through the imports.
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from icefloe.source import Span
from icefloe_schema.records import dataclass

Scalar: TypeAlias = str | int | float
Root: TypeAlias = Literal["", "parameter", "local", "module", "outside", "project"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A text or number that is written out. `name` is what it becomes: the variable, keyword or key that it is for.

    `role` is `assigned`, `argument`, `default`, `entry` (of a dictionary), `compared`, `part` (the start of an
    f-string), or nothing; `of` is the path of the call that it is an argument of.
    """

    value: Scalar
    role: Literal["", "assigned", "argument", "default", "entry", "compared", "part"]
    name: str
    span: Span
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One argument of a call: its keyword, what is written there if that is a constant, or the name that is passed."""

    name: str | None
    constant: Scalar | bool | None
    written: bool
    variable: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `path` is dotted: `pandas.read_csv`, `requests.Session.get` for a method of what a call gave.

    Where a path cannot be told it ends with the names that are known, after a dot (`.fit`). `root` is the name that
    it starts at, and `of` what that is. `more` tells of arguments by `*` or `**`, `inner` that it stands in a
    function inside, which may be called later or never.
    """

    path: str
    root: str
    of: Root
    passed: tuple[Passed, ...]
    span: Span
    more: bool = False
    inner: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    def given(self, name: str, position: int | None = None) -> Passed | None:
        """The argument of that keyword, or at that position (from 0), or None."""
        for one in self.passed:
            if one.name == name:
                return one
        plain = [one for one in self.passed if one.name is None]
        return plain[position] if position is not None and position < len(plain) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An item or attribute that is set or deleted of an object under a name, which is a parameter or the module's."""

    root: str
    of: Root
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """An `except` that takes every exception: `bare` if it names none, `silent` if it does nothing about it."""

    bare: bool
    silent: bool
    raises: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A test that depends on the surroundings of a run: what it asks for, and the texts that it is compared with.

    `path` is what is read (`os.environ`, `sys.platform`), `name` the variable. `refuses` tells that all that hangs on
    it is an exception.
    """

    path: str
    name: str
    against: tuple[str, ...]
    refuses: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A name of the module that is read, where it first is."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A name that is given what a call gives, or what is made of it: the path of that call, and its place."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What one function's body, or the statements of one module, do, in source order.

    `globals` are the names that it declares `global`, `lines` is how long it is.
    """

    calls: tuple[Call, ...] = ()
    constants: tuple[Constant, ...] = ()
    changes: tuple[Change, ...] = ()
    handlers: tuple[Handler, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reads: tuple[Read, ...] = ()
    made: tuple[Made, ...] = ()
    globals: tuple[Read, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A function of the project that a piece of code comes to by calls, and what it does.

    `name` is what it is called, `caller` the function that calls it, `span` where; `place` is its own.
    `undefined` are names that it reads and that nothing in its file can bind.
    """

    name: str
    caller: str
    span: Span
    place: Span
    deeds: Deeds
    undefined: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doings:
    """What a piece of code does itself, and through the functions of the project that it calls."""

    own: Deeds
    helpers: tuple[Helper, ...] = ()

    def all(self) -> Iterator[tuple[str, Deeds]]:
        """Everything that is done: under the name of the helper that does it, or an empty name."""
        yield "", self.own
        for helper in self.helpers:
            yield helper.name, helper.deeds


NOTHING = Doings(own=Deeds())
"""What code does that does nothing."""
