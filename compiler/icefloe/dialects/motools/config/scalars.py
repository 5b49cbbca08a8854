"""A scalar where another one is asked for: what is made of it, and whether that is what was meant."""

import re
from typing import Literal, TypeAlias

from icefloe.dialects.motools.config.shape import Kind, OneOf, Plain
from icefloe_schema.records import dataclass

Weight: TypeAlias = Literal["fits", "made", "wrong"]

_WHOLE = re.compile(r"\s*[-+]?\d+(?:_\d+)*\s*")
_NUMBER = re.compile(r"\s*[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][-+]?\d+)?\s*|\s*[-+]?(?:inf|nan)\s*")
WORDS = {
    "text": "a text",
    "whole": "a whole number",
    "number": "a number",
    "truth": "true or false",
    "nothing": "None",
    "path": "a path",
    "moment": "a date or time as text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What becomes of a scalar: it fits, another is made of it by the class, or it is wrong."""

    weight: Weight
    value: Plain = None


def taken(kind: Kind, value: Plain) -> Taken:
    """A scalar where one of that kind is asked for, as mashumaro takes it."""
    match kind:
        case "text":
            return _text(value)
        case "whole":
            return _whole(value)
        case "number":
            return _number(value)
        case "truth":
            return _truth(value)
        case "nothing":
            return _fits(value is None, value)
        case "path" | "moment":
            return _fits(isinstance(value, str), value)


def _fits(is_so: bool, value: Plain) -> Taken:
    return Taken(weight="fits" if is_so else "wrong", value=value)


def _text(value: Plain) -> Taken:
    if value is None or isinstance(value, str):
        return _fits(value is not None, value)
    return Taken(weight="made", value=str(value))


def _whole(value: Plain) -> Taken:
    if isinstance(value, bool):
        return Taken(weight="made", value=int(value))
    if isinstance(value, float) and value.is_integer():
        return Taken(weight="fits", value=int(value))
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return Taken(weight="made", value=int(value))
    return _fits(isinstance(value, int), value)


def _number(value: Plain) -> Taken:
    if isinstance(value, bool):
        return Taken(weight="made", value=float(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        try:
            return Taken(weight="made", value=float(value))
        except ValueError:
            return Taken(weight="wrong", value=value)
    return _fits(isinstance(value, int | float), value)


def _truth(value: Plain) -> Taken:
    """Any value can be made true or false; only of 0, 1 and None is that what was meant."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value in (0, 1)):
        return Taken(weight="made", value=bool(value))
    return _fits(isinstance(value, bool), value)


def is_one_of(form: OneOf, value: Plain) -> bool:
    """Whether a scalar is one of some constants; true is not 1 here."""
    return any(one == value and isinstance(one, bool) == isinstance(value, bool) for one in form.values)
