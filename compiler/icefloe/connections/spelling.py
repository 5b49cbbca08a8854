"""Types as they stand in a message: as users write them, and told apart where that is needed."""

from dataclasses import replace

from icefloe.infer import Types
from icefloe.types import LiteralType, Type, Union, union
from icefloe.types.model import parts

#: Names that a dialect keeps types under that its users write without.
_OWN = "motools.atom."


def spelled(type: Type, types: Types, beside: Type | None = None) -> str:
    """A type as text; constants are shown as such beside a type that asks for certain ones."""
    shown = _exact(type) if beside is not None and _asks(beside) else type
    return plainly(types.spell(shown))


def plainly(text: str) -> str:
    """A text about types without the names that users do not write."""
    return text.replace(_OWN, "")


def _asks(type: Type) -> bool:
    """Whether a type, or a part of it, is one of certain constants."""
    return (isinstance(type, LiteralType) and not type.fresh) or any(_asks(part) for part in parts(type))


def _exact(type: Type) -> Type:
    if isinstance(type, LiteralType):
        return replace(type, fresh=False)
    return union(*(_exact(member) for member in type.members)) if isinstance(type, Union) else type
