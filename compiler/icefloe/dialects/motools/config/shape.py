"""What a class of configuration says of its values, as data: fields, forms of values, and checks of them."""

from typing import Literal, TypeAlias

from icefloe.source import Span
from icefloe.values import Function, Value
from icefloe_schema.records import dataclass

Plain: TypeAlias = str | int | float | bool | None
Kind: TypeAlias = Literal["text", "whole", "number", "truth", "nothing", "path", "moment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """Whatever there is: nothing is known of it, or nothing is asked; `target` is a class that it is made into."""

    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A scalar."""

    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One of some constants; `of` is the enumeration whose members have these values, if it is one."""

    values: tuple[Plain, ...]
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list, tuple or set of any length; `kind` is the word for it."""

    kind: str
    item: "Form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A tuple of a known length."""

    items: "tuple[Form, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A mapping with any keys of one form."""

    key: "Form"
    value: "Form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A class with fields."""

    shape: "Shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of several forms."""

    members: "tuple[Form, ...]"


Form: TypeAlias = Anything | Single | OneOf | Many | Row | Entries | Nested | Either

NOTHING = Single(kind="nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a value must be beyond its type.

    `one of`: one of `values`. `between`: from `least` to `most`; `above` and `below` leave these two out. `target`: an
    address `module:function`. `model`: the name of a model, as motools asks for it. `filled`: a text with more than
    spaces. `unless` tells of which values nothing is asked: of None, or of all that count as false.
    """

    kind: Literal["one of", "between", "target", "model", "filled"]
    values: tuple[Plain, ...] = ()
    least: float | None = None
    most: float | None = None
    above: bool = False
    below: bool = False
    unless: Literal["", "none", "false"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field: `name` is its key in a section, `attribute` its name in the class.

    `reads` is a function of the project that makes the value of what is given; `is_kept` says that nothing is converted
    before the checks, as a function takes what is given as it is. `default` what it is when it is not
    given. `written` is its type as it is spelled in messages.
    """

    name: str
    attribute: str
    form: Form
    written: str
    required: bool
    default: Value | None = None
    span: Span | None = None
    checks: tuple[Check, ...] = ()
    reads: Function | None = None
    is_kept: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A class of configuration. `target` is its address (`module:Class`), empty if it has none.

    `unknown` is what becomes of a key that is no field: it is ignored, refused, or kept. `after` is its
    `__post_init__`, with which it may refuse a value.
    """

    name: str
    target: str
    parts: tuple[Part, ...] = ()
    unknown: Literal["ignored", "refused", "kept"] = "ignored"
    span: Span | None = None
    description: str = ""
    value: Value | None = None
    after: Function | None = None

    def part(self, name: str) -> Part | None:
        """The field of that key."""
        return next((one for one in self.parts if one.name == name), None)

    @property
    def is_free(self) -> bool:
        """Whether a section may be left empty."""
        return not any(one.required for one in self.parts)


def shape_of(form: Form) -> Shape | None:
    """The class of a form, be it optional; None if it is none, or one of several."""
    if isinstance(form, Nested):
        return form.shape
    found = [one.shape for one in form.members if isinstance(one, Nested)] if isinstance(form, Either) else []
    return found[0] if len(found) == 1 else None
