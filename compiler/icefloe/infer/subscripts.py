"""What subscripts give: items of tuples, keys of typed dictionaries, and what `__getitem__` says of all else."""

from typing import TypeAlias

from icefloe.infer.arguments import Given
from icefloe.infer.operations import Operations, one_of
from icefloe.types import LiteralType, Named, TupleType, Type, UnknownType, ancestry, union
from icefloe_schema.records import dataclass

Slice: TypeAlias = tuple[int | None, int | None, int | None]
_MISSING = UnknownType("the part that is taken is not known")


@dataclass(frozen=True, slots=True)
class Subscripts:
    """Subscripts over one hierarchy of classes."""

    operations: Operations

    def of(self, type: Type, key: Type, part: Slice | None = None) -> Type:
        """The type of a part; `part` are the bounds of a slice that is written out."""
        return self.operations.each(type, lambda one: self._of(one, key, part))

    def _of(self, type: Type, key: Type, part: Slice | None) -> Type:
        held = ancestry(type, self.operations.invocation.hierarchy).tuple()
        if held is not None:
            return self._of_tuple(held, key, part)
        keys = self.operations.keys(type)
        if keys is not None:
            name = key.value if isinstance(key, LiteralType) else None
            return next((k.type for k in keys if k.name == name), _MISSING)
        if isinstance(type, Named) and type.path == "builtins.type":
            of = type.arguments[0] if type.arguments else None
            return of if of is not None and self.operations.is_enumeration(of) else _MISSING
        found = self.operations.method(type, "__getitem__", [Given(type=key)])
        return UnknownType(_MISSING.why, found.cause) if isinstance(found, UnknownType) else found

    def _of_tuple(self, held: TupleType, key: Type, part: Slice | None) -> Type:
        every = (*held.items, *(() if held.rest is None else (held.rest,)), *held.tail)
        if part is not None:
            if held.rest is None:
                return TupleType(held.items[slice(*part)])
            return TupleType((), union(*every))
        at = key.value if isinstance(key, LiteralType) and isinstance(key.value, int) else None
        if at is None:
            if isinstance(key, Named) and key.path in ("builtins.int", "builtins.bool") and every:
                return one_of(union(*every), held)
            return _MISSING
        return item(held, int(at))


def item(held: TupleType, at: int) -> Type:
    """The item of a tuple at a position."""
    if held.rest is None:
        return held.items[at] if -len(held.items) <= at < len(held.items) else _MISSING
    if 0 <= at < len(held.items):
        return held.items[at]
    if at < 0 and -at <= len(held.tail):
        return held.tail[at]
    if at < 0 and not held.items:
        return union(held.rest, *held.tail)
    return union(held.rest, *held.tail) if at >= 0 else _MISSING
