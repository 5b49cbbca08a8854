"""The types of single values: numbers, texts, None."""

from icefloe.types import NONE, LiteralType, Named, Type
from icefloe.values import Scalar


def scalar(value: Scalar) -> Type:
    """The type of one value, as that of a display that nobody else holds."""
    if value is None:
        return NONE
    if isinstance(value, float | complex):
        return Named(f"builtins.{type(value).__name__}", fresh=True)
    return LiteralType(f"builtins.{type(value).__name__}", value, fresh=True)
