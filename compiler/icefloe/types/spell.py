"""Types as text: stable, by import path, builtins bare."""

from icefloe.types.causes import LOOSE
from icefloe.types.model import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    NewTypeType,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    union,
)


def spell(type: Type) -> str:
    """A type as it would be written in an annotation; what is not known is `?`."""
    match type:
        case Named():
            return _named(type)
        case Union(members):
            return _union(members)
        case LiteralType():
            return spell(widened(type)) if type.fresh else f"Literal[{_literal(type)}]"
        case TupleType(items, rest, tail):
            return _tuple(items, rest, tail)
        case CallableType():
            return _callable(type)
        case OverloadType(items):
            return f"{spell(items[0])} (and {len(items) - 1} more)" if len(items) > 1 else "".join(map(spell, items))
        case TypedDictType(path) | NewTypeType(path):
            return path
        case TypeVar(name):
            return name
        case AnyType():
            return "Any"
        case NeverType():
            return "Never"
        case UnknownType():
            return "?"


def _named(type: Named) -> str:
    if type.shown:
        return type.shown
    name = "None" if type == NONE else type.path.removeprefix("builtins.")
    return f"{name}[{', '.join(map(spell, type.arguments))}]" if type.arguments else name


def widened(type: LiteralType) -> Named:
    """The class of a literal."""
    return Named(type.path, (), type.fresh)


def _literal(literal: LiteralType) -> str:
    if literal.path.startswith("builtins."):
        return repr(literal.value)
    return f"{literal.path}.{literal.value!s}"


def _union(members: tuple[Type, ...]) -> str:
    members = tuple(m for m in members if not (isinstance(m, UnknownType) and m.cause in LOOSE))
    plain = union(*(widened(m) if isinstance(m, LiteralType) and m.fresh else m for m in members))
    if not isinstance(plain, Union):
        return spell(plain)
    literals = [_literal(m) for m in plain.members if isinstance(m, LiteralType)]
    parts: list[str] = []
    for member in plain.members:
        if not isinstance(member, LiteralType):
            parts.append(f"({spell(member)})" if isinstance(member, CallableType) else spell(member))
        elif literals:
            parts.append(f"Literal[{', '.join(literals)}]")
            literals = []
    return " | ".join(dict.fromkeys(parts))


def _tuple(items: tuple[Type, ...], rest: Type | None, tail: tuple[Type, ...]) -> str:
    if rest is None:
        return f"tuple[{', '.join(map(spell, items))}]" if items else "tuple[()]"
    several = isinstance(rest, TypeVar) and rest.kind == "several"
    if items or tail or several:
        middle = f"*{spell(rest)}" if several else f"*tuple[{spell(rest)}, ...]"
        return f"tuple[{', '.join((*map(spell, items), middle, *map(spell, tail)))}]"
    return "tuple" if isinstance(rest, AnyType) else f"tuple[{spell(rest)}, ...]"


def _callable(type: CallableType) -> str:
    if type.parameters is None or type.rest is not None or type.keywords or type.options is not None:
        return f"Callable[..., {spell(type.returns)}]"
    taken = ", ".join(map(spell, type.parameters))
    if type.spec is not None:
        taken = f"Concatenate[{taken}, {type.spec.name}]" if taken else type.spec.name
        return f"Callable[{taken}, {spell(type.returns)}]"
    return f"Callable[[{taken}], {spell(type.returns)}]"
