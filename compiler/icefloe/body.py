"""The body of a function as statements and expressions over values, without syntax: what types are read from.

Names of the function's own scope are `Local`, everything else that a name can mean is a `Constant` already.
"""

from typing import Literal, TypeAlias

from icefloe.source import Span
from icefloe.values import Function, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that does not depend on the function's own names."""

    value: Value


@dataclass(frozen=True, slots=True)
class Local:
    """A name of the function's own scope, or of one of its comprehensions."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that is not followed, and why; `reads` are the names that may be changed in it."""

    why: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Star:
    """`*expression` in a display."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Display:
    """A list, tuple or set, written out."""

    kind: Literal["list", "tuple", "set"]
    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Entries:
    """A dictionary, written out; a key that is None stands for `**value`."""

    entries: "tuple[tuple[Expression | None, Expression], ...]"


@dataclass(frozen=True, slots=True)
class Attribute:
    """`owner.name`."""

    owner: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`owner[key]`."""

    owner: "Expression"
    key: "Expression"


@dataclass(frozen=True, slots=True)
class Slice:
    """`low:high:step` as a key."""

    bounds: "tuple[Expression | None, Expression | None, Expression | None]"


@dataclass(frozen=True, slots=True)
class Given:
    """One argument of a call; `star` is `*` or `**`."""

    name: str | None
    value: "Expression"
    star: Literal["", "*", "**"] = ""


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: "Expression"
    arguments: tuple[Given, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one or two operands: arithmetic, comparison, `not`, `and`, `or`, `-x`."""

    op: str
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if test else otherwise`."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Clause:
    """One `for` of a comprehension with its `if`s."""

    target: "Target"
    iterable: "Expression"
    tests: "tuple[Expression, ...]"
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A comprehension; `value` is that of a dictionary's entries, whose keys are `element`."""

    kind: Literal["list", "set", "dict", "generator"]
    element: "Expression"
    value: "Expression | None"
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Walrus:
    """`(name := value)`."""

    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Await:
    """`await value`."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Yield:
    """`yield value`, or `yield from value`."""

    value: "Expression | None"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """An f-string, with what stands in its braces."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Inner:
    """A `lambda` or a function defined inside: the names of its parameters, and what it gives or does.

    `value` is the result of a `lambda`, `block` the body of a function; where neither is there, it is not followed.
    `reads` are the names of the scope around it that it uses, `returns` its annotation.
    """

    names: tuple[str, ...]
    value: "Expression | None"
    reads: tuple[str, ...]
    block: "Block | None" = None
    returns: Value | None = None


Expression: TypeAlias = (
    Constant
    | Local
    | Opaque
    | Star
    | Display
    | Entries
    | Attribute
    | Index
    | Slice
    | Call
    | Operation
    | Choice
    | Comprehension
    | Walrus
    | Await
    | Yield
    | Text
    | Inner
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A target that is unpacked into; at most one of the targets is starred, at `star`."""

    targets: "tuple[Target, ...]"
    star: int | None = None


Target: TypeAlias = Local | Attribute | Index | Parts | Opaque


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value`; with an annotation, `value` may be missing."""

    targets: tuple[Target, ...]
    value: Expression | None
    annotation: Value | None = None


@dataclass(frozen=True, slots=True)
class Augment:
    """`target op= value`."""

    target: Target
    op: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression as a statement."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Give:
    """`return value`; `items` are the places of the items of a tuple that is written out."""

    value: Expression | None
    span: Span
    items: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """`raise`, `break` or `continue`."""

    how: Literal["raise", "break", "continue"]
    values: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert test`."""

    test: Expression


@dataclass(frozen=True, slots=True)
class Branch:
    """`if test: … else: …`."""

    test: Expression
    then: "Block"
    otherwise: "Block"


@dataclass(frozen=True, slots=True)
class For:
    """`for target in iterable: … else: …`."""

    target: Target
    iterable: Expression
    body: "Block"
    otherwise: "Block"
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class While:
    """`while test: … else: …`."""

    test: Expression
    body: "Block"
    otherwise: "Block"


@dataclass(frozen=True, slots=True)
class Handler:
    """One `except`."""

    type: Expression | None
    name: str | None
    body: "Block"


@dataclass(frozen=True, slots=True)
class Try:
    """`try` with its handlers, `else` and `finally`."""

    body: "Block"
    handlers: tuple[Handler, ...]
    otherwise: "Block"
    final: "Block"


@dataclass(frozen=True, slots=True)
class With:
    """`with value as target: …`, one manager at a time."""

    value: Expression
    target: Target | None
    body: "Block"
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One `case`: the names that it binds, the one that is bound to the whole subject, and what it asks of it.

    It takes everything (`always`), values that equal one of `values`, or objects of the classes `of`; where `exact`,
    it asks nothing else.
    """

    binds: tuple[str, ...]
    whole: str | None
    always: bool
    values: tuple[Value, ...]
    of: tuple[Expression, ...]
    exact: bool
    guard: Expression | None
    body: "Block"


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject: …`."""

    subject: Expression
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Names that are not followed from here on: deleted, imported under a condition, defined as classes."""

    names: tuple[str, ...]
    why: str


Statement: TypeAlias = (
    Assign | Augment | Evaluate | Give | Leave | Assert | Branch | For | While | Try | With | Match | Forget
)
Block: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A function's body; `decorators` are the dotted paths of what decorates it, `me` the class that it is a method of.

    `method` tells how it is one: its first parameter is an object, the class, or nothing of that (`static`). A
    `placeholder` says nothing but `...` or `raise`.
    """

    function: Function
    block: Block
    decorators: tuple[str, ...] = ()
    me: str = ""
    method: Literal["", "object", "class", "static"] = ""
    placeholder: bool = False
