"""Where the values of a plan come from, and the addresses of functions."""

from dataclasses import field
from typing import ClassVar, Literal, TypeAlias

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FromOutput:
    """The output `name` of step `step`; `item` picks one element of it."""

    tag: ClassVar[str] = "output"
    step: str
    name: str
    item: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FromParameter:
    """The plan's parameter `name`."""

    tag: ClassVar[str] = "parameter"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLiteral:
    """A constant, encoded."""

    tag: ClassVar[str] = "literal"
    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class FromItem:
    """The current element of the map, or the index of the loop, whose body this is; `name` is its name there."""

    tag: ClassVar[str] = "item"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromDefault:
    """The function's own default."""

    tag: ClassVar[str] = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class FromContext:
    """The context object itself, as fastflow's handlers take it."""

    tag: ClassVar[str] = "context"


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAtom:
    """A motools atom that is given to the run from outside; `type` is its atom type."""

    tag: ClassVar[str] = "atom"
    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromRan:
    """Whether the step `step` ran: false if it was skipped, which does not skip whoever asks."""

    tag: ClassVar[str] = "ran"
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromExpression:
    """A small expression over other values: `op` is a Python operator, `index`, `slice` (value, start, stop, step),
    `attribute`, `list`, `tuple`, `dict` (keys and values in turn), `not`, `and`, `or`, `len`, `zip`, `enumerate`,
    `range` (as lists), `format` (pieces of a text), `formatted` (value, conversion, format specification: one
    piece), or `choice` (test, then, otherwise: only the one that is taken is read, so that a step whose value is
    not taken may have been skipped).
    """

    tag: ClassVar[str] = "expression"
    op: str
    operands: tuple["Value", ...]


Value: TypeAlias = (
    FromOutput
    | FromParameter
    | FromLiteral
    | FromItem
    | FromDefault
    | FromContext
    | FromAtom
    | FromRan
    | FromExpression
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapt:
    """What is done to a value on its way in: `unwrap` a dialect's wrapper, `cast` to a type, read it as `json`."""

    how: Literal["unwrap", "cast", "json"]
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Where one parameter of a step gets its value from."""

    parameter: str
    value: Value
    adapt: tuple[Adapt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRef:
    """The address of a function, nested or not.

    `ordinal` counts the functions of one qualified name in source order, from 0. `captured` and `defaults` are the
    encoded values of enclosing variables and of defaults that the defining code computed.
    """

    module: str
    qualname: str
    ordinal: int = 0
    captured: JsonObject = field(default_factory=dict[str, Json])
    defaults: JsonObject = field(default_factory=dict[str, Json])
