"""The variance of type parameters where nobody writes it down: as the uses of each tell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from icefloe.types.declaration import Hierarchy, Member
from icefloe.types.model import (
    CallableType,
    Named,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    Variance,
)

_OUT, _IN = 1, 2
_SIDES = {"covariant": _OUT, "contravariant": _IN, "invariant": _OUT | _IN}
_SILENT = frozenset({"__init__", "__new__"})


def inferred(
    path: str, parameters: tuple[TypeVar, ...], bases: Sequence[Type], members: Iterable[Member], hierarchy: Hierarchy
) -> tuple[TypeVar, ...]:
    """The same parameters with their variance: covariant where they only come out, contravariant where they go in."""
    if all(one.variance != "inferred" or one.kind != "one" for one in parameters):
        return parameters
    uses = _Uses(path, parameters, hierarchy)
    for base in bases:
        uses.note(base, _OUT)
    for member in members:
        if member.name in _SILENT:
            continue
        private = member.name.startswith("_") and not member.name.startswith("__")
        uses.note(member.type, _OUT if member.method or private or not member.settable else _OUT | _IN)
    return tuple(replace(one, variance=uses.variance(one)) if one.variance == "inferred" else one for one in parameters)


class _Uses:
    """Where each parameter of one class stands in its members."""

    def __init__(self, path: str, parameters: tuple[TypeVar, ...], hierarchy: Hierarchy) -> None:
        self._path = path
        self._hierarchy = hierarchy
        self._sides = {one.name: 0 for one in parameters}

    def variance(self, of: TypeVar) -> Variance:
        """What the uses come to."""
        side = self._sides[of.name]
        return "invariant" if side == _OUT | _IN else "contravariant" if side == _IN else "covariant"

    def note(self, type: Type, side: int) -> None:
        """A type that comes out, goes in, or both."""
        match type:
            case TypeVar(name):
                if name in self._sides:
                    self._sides[name] |= side
            case Named(path, arguments):
                self._named(path, arguments, side)
            case Union(items) | TupleType(items, None) | OverloadType(items):
                for one in items:
                    self.note(one, side)
            case TupleType(items, rest, tail):
                for one in (*items, *tail, *(() if rest is None else (rest,))):
                    self.note(one, side)
            case CallableType():
                self._callable(type, side)
            case TypedDictType(_, keys):
                for key in keys:
                    self.note(key.type, side if key.read_only else _OUT | _IN)
            case _:
                pass

    def _named(self, path: str, arguments: tuple[Type, ...], side: int) -> None:
        if path == self._path:
            return
        declaration = self._hierarchy(path) if arguments else None
        parameters = () if declaration is None else declaration.parameters
        for index, one in enumerate(arguments):
            own = _SIDES.get(parameters[index].variance, _OUT) if index < len(parameters) else _OUT
            self.note(one, side if own == _OUT else _turned(side) if own == _IN else _OUT | _IN)

    def _callable(self, type: CallableType, side: int) -> None:
        self.note(type.returns, side)
        taken = (*(type.parameters or ()), *(key.type for key in type.keywords))
        for one in (*taken, *(one for one in (type.rest, type.options) if one is not None)):
            self.note(one, _turned(side))


def _turned(side: int) -> int:
    return {_OUT: _IN, _IN: _OUT}.get(side, side)
