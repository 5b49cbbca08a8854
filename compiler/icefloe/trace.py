"""What happened when a piece of code was evaluated: the names it left and the log of its effects."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from icefloe.deeds import NOTHING, Doings
from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.values import Function, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """Under a test whose result is not known: in its branch (`taken`) or in the other one."""

    test: Value
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """In a loop over something whose length is not known; `item` stands for one element.

    `breaks` is the test, as it is at the end of a round, under which a round ends the loop by `break`; None if none
    can.
    """

    iterable: Value
    item: Value
    span: Span
    breaks: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class While:
    """In a `while` loop whose number of rounds is not known.

    `again` is the test after a round where names that rounds rebind are carried (`icefloe.dialect.Reader.apply`),
    `breaks` as with `Each`.
    """

    test: Value
    span: Span
    again: Value | None = None
    breaks: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class With:
    """In a `with` block."""

    value: Value


Step: TypeAlias = If | Each | While | With
Path: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that evaluation did.

    `call`: a call that it does not see into; `value` is the Record, `target` the object whose method it is, or the
    callee. `set`: an attribute (`name`) or item (`name` empty, `key` given) of `target` became `value`.
    `return`: the code returned `value` (`target` is the same). `raise`: the code raises `value`, by `raise` or by an
    `assert` that does not hold. `handler`: an `except` would do something that is not in the log, as what it guards is
    taken to succeed; `value` says so. `sequence` counts from 0 in the order of evaluation.
    """

    sequence: int
    kind: Literal["call", "set", "return", "raise", "handler"]
    target: Value
    value: Value
    path: Path
    span: Span
    name: str = ""
    key: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A value that was read out of a record of a word that holds values (`icefloe.dialect.Word`), and where.

    `record` is the record's token. Whatever the value was used for is now part of what was built; a read that only
    prints or logs is not told of.
    """

    record: int
    key: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The result of evaluating a module, or one function's body.

    `scope` are the names bound at its end; `functions` all functions whose definition was evaluated, in order;
    `called` the tokens of those that were entered, `awaited` those of records that an `await` waits for; `findings`
    are limits that were reached and syntax that could not be read. `folded` are the values that were read out of
    records that hold them, `held` what each such record holds at the end, by its token: a `Table`, or another value
    where that is not known. `foreign` are the records that the running of an imported module made, by token, with that
    module's name.
    """

    module: str
    path: str
    scope: Mapping[str, Value]
    effects: tuple[Effect, ...]
    functions: tuple[Function, ...] = ()
    called: frozenset[int] = frozenset()
    awaited: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = field(default=())
    folded: tuple[Folded, ...] = ()
    held: Mapping[int, Value] = field(default_factory=dict[int, Value])
    foreign: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name used in a function's body, where it first stands."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One `return` of a function: its value with parameters as symbols, and how many values a tuple display has."""

    value: Value
    arity: int | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One call of a decorated function: the path of its outermost decorator, the function's name, the place."""

    decorator: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What can be said of a function's body without running it.

    `globals` are the names that it declares `global`, `undefined` those that nothing in its file can bind, `decorated`
    the decorated functions of the project that it calls, each where it first does. A `placeholder` says nothing but
    `...` or `raise`: what it will return is not known yet. `does` is what it does, by itself and through helpers.
    """

    function: Function
    returns: tuple[Return, ...]
    can_raise: bool
    calls: tuple[str, ...]
    globals: tuple[Name, ...]
    environment: tuple[Name, ...]
    undefined: tuple[Name, ...]
    decorated: tuple[Called, ...] = ()
    placeholder: bool = False
    does: Doings = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One definition that a function reaches statically: helper, constant, class, import.

    `digest` is the SHA-256 of its normalised source (or of the import's path); `via` is the chain of names from the
    function to it (`prepare → clean → _strip`).
    """

    module: str
    name: str
    digest: str
    span: Span
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Everything in source that can change what a function does.

    `semantic` is the digest of the function itself; `opaque` are names that could not be resolved.
    """

    semantic: str
    span: Span
    reached: tuple[Reached, ...]
    opaque: tuple[str, ...]
    modules: tuple[str, ...]
