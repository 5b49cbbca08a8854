"""What the evaluator knows of a program's values.

Values are immutable. Identity is a token: two values with the same token are the same object of the program, and
mutation of it is told by the log of effects (`icefloe.trace`). Not knowing is a value too (`Unknown`).
"""

from typing import Literal, TypeAlias

from icefloe.source import Span
from icefloe_schema.records import dataclass

Scalar: TypeAlias = str | int | float | complex | bool | bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A scalar constant."""

    value: Scalar
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list, tuple or set whose length is known; sets keep source order."""

    kind: Literal["list", "tuple", "set"]
    items: "tuple[Value, ...]"
    token: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A dictionary whose keys are known, in insertion order."""

    entries: "tuple[tuple[Value, Value], ...]"
    token: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name that the evaluator does not see into: an import from outside the project, or a builtin.

    `path` is dotted and absolute: `flowyml.Pipeline`, `builtins.len`, `pandas.DataFrame`.
    """

    path: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a call; `name` is None for a positional one, `star` is `*` or `**` for one of unknown length."""

    name: str | None
    value: "Value"
    span: Span
    star: Literal["", "*", "**"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a function; the annotation is a value (types are read from it by `icefloe.infer`)."""

    name: str
    kind: Literal["positional", "normal", "keyword", "args", "kwargs"]
    annotation: "Value | None"
    default: "Value | None"
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the project.

    `module`, `qualname` and `ordinal` are its address: `ordinal` counts functions of the same qualified name in
    source order. `captured` names the enclosing functions' variables that its body uses, with their values.
    `overloads` are its signatures by `typing.overload`, in order.
    `span` is the whole definition without decorators, `name_span` its name, `returns_span` its return annotation.
    """

    token: int
    module: str
    qualname: str
    ordinal: int
    name: str
    parameters: tuple[Parameter, ...]
    returns: "Value | None"
    captured: "tuple[tuple[str, Value], ...]"
    is_async: bool
    is_generator: bool
    docstring: str | None
    span: Span
    name_span: Span
    returns_span: Span | None
    overloads: "tuple[Function, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An annotated name in a class body, as dataclasses, pydantic models and TypedDicts have them."""

    name: str
    annotation: "Value"
    default: "Value | None"
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class of the project, read but never made; `keywords` are those of its header."""

    token: int
    module: str
    qualname: str
    name: str
    bases: "tuple[Value, ...]"
    decorators: "tuple[Value, ...]"
    fields: tuple[Field, ...]
    methods: "tuple[tuple[str, Value], ...]"
    span: Span
    name_span: Span
    keywords: tuple[Argument, ...] | None = None
    docstring: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An object made from a class of the project, with the attributes that are known."""

    of: Class
    attributes: "tuple[tuple[str, Value], ...]"
    token: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of the project, as an object."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A call that the evaluator does not see into: what was called, with what.

    `path` spells the callee: `flowyml.Pipeline` for a call of that name, `flowyml.Pipeline.add_step` for a method of
    its result, `flowyml.step()` for a call of the result of a call (a decorator applied to a function).
    `function` is the callee as a value: a `Reference`, another `Record`, or a `Symbol("attribute", …)`.
    """

    path: str
    function: "Value"
    arguments: tuple[Argument, ...]
    token: int
    span: Span

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """The argument given by that name or at that position (from 0), or None."""
        for argument in self.arguments:
            if argument.name == name and not argument.star:
                return argument
        if position is None:
            return None
        positional = [a for a in self.arguments if a.name is None and not a.star]
        return positional[position] if position < len(positional) else None

    @property
    def receiver(self) -> "Value | None":
        """The object whose method was called, or None for a plain call."""
        if isinstance(self.function, Symbol) and self.function.op == "attribute":
            return self.function.operands[0]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A value that depends on something only a run can tell, kept as an expression.

    `op` is one of: `parameter` (operand: its name), `item` (an element of the operand), `attribute` (object, name),
    `index` (object, key), `each` (element, iterable: a comprehension; a third operand is the test under which an
    element is kept), `dict` (an `each` of keys with their values), `choice` (test, then, otherwise), `format` (pieces
    of an f-string), `formatted` (a piece with its conversion and format), `environment` (name, default), a
    comparison (`==`, `<`, `in`, `is`, …), an arithmetic operator (`+`, `*`, …), `not`, `and`, `or`, `-x`, `|` (also a
    union of types), `forward` (module, name: a name in an annotation that is bound later), `alias` (path, type
    parameters, type: a `type` statement), `annotated` (annotation: a variable of a package, of which no more is known).
    """

    op: str
    operands: "tuple[Value, ...]"
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Not known, and why: the text completes "… because". `help` says what to do, where that is certain."""

    why: str
    span: Span
    help: str = ""


Value: TypeAlias = Known | Items | Table | Reference | Function | Class | Instance | Module | Record | Symbol | Unknown
