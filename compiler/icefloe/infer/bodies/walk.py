"""One walk through one body, and what it may ask of the project around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Protocol, TypeAlias

from icefloe.body import Block, Body, Constant, Expression
from icefloe.infer.bodies.joining import each, joined, shown
from icefloe.infer.bodies.state import State
from icefloe.infer.operations import Operations
from icefloe.source import Span
from icefloe.types import NeverType, Type, Union, UnknownType, Verdict, causes
from icefloe.values import Class, Function, Known, Reference, Symbol, Value
from icefloe_schema.records import dataclass

Calling: TypeAlias = Callable[[Sequence[Type]], Type]
_MOST_PAIRS = 16
_SPAN = Span(path="", line=1, column=1, end_line=1, end_column=1)


@dataclass(frozen=True, slots=True)
class Back:
    """One `return`: the type of its value and its place; `keys` are the entries of a dictionary that is written out.

    `items` are the places of the items of a tuple that is.
    """

    type: Type
    span: Span
    keys: tuple[tuple[str, Type], ...] | None = None
    items: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a call gives when it is waited for: every `return`, and whether the end is reached without one.

    `yields` is what a generator gives; `never` tells that it does not come back.
    """

    backs: tuple[Back, ...]
    type: Type
    falls: bool = False
    yields: Type | None = None


class TooMuch(Exception):  # noqa: N818 - it is a signal inside this folder, not an error that anybody sees
    """There is more to read than a check may cost."""


class Project(Protocol):
    """What a walk asks of the project."""

    def annotation(self, value: Value, /) -> Type:
        """The type that an annotation means."""
        ...

    @property
    def operations(self) -> Operations:
        """What can be done with values of which only the types are known."""
        ...

    def infer(self, value: Value, parameters: Mapping[str, Type], calling: Mapping[str, Calling] | None = None) -> Type:
        """The type of a value, whose symbols for parameters have these types, and give this when they are called."""
        ...

    def class_at(self, path: str, /) -> Class | None:
        """The project's class of that dotted path."""
        ...

    def fits(self, producer: Type, consumer: Type, /) -> Verdict:
        """Whether a value of one type may stand where another is asked for."""
        ...

    def called(self, function: Function, given: Mapping[str, Type]) -> Type:
        """What a call of a function gives, not waited for."""
        ...

    def body(self, function: Function, /) -> Body | None:
        """The code of a function."""
        ...

    def attributes(self, path: str) -> Mapping[str, Type]:
        """What the methods of a class set on their object."""
        ...

    def is_doubtful(self, of: Class, name: str) -> bool:
        """Whether methods of a class set an attribute to different things, so that it depends on which were called."""
        ...

    def parameters(self, path: str) -> int:
        """How many type parameters a class has."""
        ...

    def spend(self) -> None:
        """Take one step of what reading may cost."""
        ...


@dataclass(slots=True)
class Loop:
    """The states in which a loop is left or begun anew from inside."""

    breaks: list[State] = field(default_factory=list[State])
    continues: list[State] = field(default_factory=list[State])


@dataclass(slots=True)
class Walk:
    """What one body has shown so far. `me` is the name of its first parameter where that is an object or class."""

    project: Project
    body: Body
    read: Callable[["Walk", State, Expression], Type]
    run: Callable[["Walk", State | None, Block], State | None]
    me: str = ""
    backs: list[Back] = field(default_factory=list[Back])
    yields: list[Type] = field(default_factory=list[Type])
    loops: list[Loop] = field(default_factory=list[Loop])
    watching: list[list[State]] = field(default_factory=list[list[State]])
    sets: dict[str, list[Type]] = field(default_factory=dict[str, list[Type]])
    declared: dict[str, Type] = field(default_factory=dict[str, Type])
    # Types of attributes of which one of several methods may have set one thing or another.
    doubtful: set[Type] = field(default_factory=set[Type])

    def of(self, state: State, expression: Expression) -> Type:
        """The type of an expression; what it binds or adds to is in the state afterwards."""
        self.project.spend()
        return self.read(self, state, expression)

    def ask(self, make: Callable[..., Value], *operands: "Typed") -> Type:
        """The type of one operation on operands of which only the types are known."""
        types: dict[str, Type] = {}
        calling: dict[str, Calling] = {}
        values: list[Value] = []
        for index, operand in enumerate(operands):
            constant = operand.expression.value if isinstance(operand.expression, Constant) else None
            if isinstance(constant, Known | Reference | Class):
                values.append(constant)
            else:
                name = f"${index}"
                types[name] = operand.type
                if operand.called is not None:
                    calling[name] = operand.called
                values.append(Symbol(op="parameter", operands=(Known(value=name, span=_SPAN),), span=_SPAN))
        return shown(self.project.infer(make(*values), types, calling))

    def symbol(self, op: str, *operands: "Typed") -> Type:
        """The type of one operation by its name (`icefloe.values.Symbol`)."""
        return self.ask(lambda *values: Symbol(op=op, operands=values, span=_SPAN), *operands)

    def item(self, type: Type) -> Type:
        """What going through a value of a type gives."""
        return self.symbol("item", Typed(type))


@dataclass(frozen=True, slots=True)
class Typed:
    """An operand: its type, its expression where that may be a constant, and what it gives when it is called."""

    type: Type
    expression: Expression | None = None
    called: Calling | None = None


def unread(why: str) -> UnknownType:
    """What the code does not tell."""
    return UnknownType(why, causes.NO_RETURN)


def text(value: str) -> Known:
    """A text as a value."""
    return Known(value=value, span=_SPAN)


def operated(walk: Walk, op: str, operands: Sequence[Typed]) -> Type:
    """What an operator gives; where an operand is one of several types, for each of them."""
    never = next((one.type for one in operands if isinstance(one.type, NeverType)), None)
    if never is not None:
        return never
    if len(operands) == 1:
        return each(operands[0].type, lambda one: walk.symbol(op, Typed(one, operands[0].expression)))
    left, right = operands
    lefts, rights = _parts(left), _parts(right)
    if len(lefts) * len(rights) > _MOST_PAIRS:
        return walk.symbol(op, left, right)
    return joined(*(walk.symbol(op, one, other) for one in lefts for other in rights))


def _parts(operand: Typed) -> tuple[Typed, ...]:
    if not isinstance(operand.type, Union):
        return (operand,)
    return tuple(Typed(one) for one in operand.type.members)
