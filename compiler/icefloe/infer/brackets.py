"""Annotations with brackets: `list[int]`, `Callable[[int], str]`, `Literal["a"]` and the like."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    TupleType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    causes,
    spell,
    substitute,
    union,
    variables,
)
from icefloe.types.walk import filled
from icefloe.values import Class, Items, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

ATTRIBUTES_OF_PARAMETERS = ("args", "kwargs")
_WRAPPERS = frozenset(
    {"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired"}
    | {"typing.ReadOnly", "dataclasses.InitVar", "typing.Unpack"}
)
_TESTS = frozenset({"typing.TypeGuard", "typing.TypeIs"})
_ELLIPSIS = frozenset({"builtins.Ellipsis", "builtins....", "types.EllipsisType", "Ellipsis", "..."})


class _Reading(Protocol):
    """What reads the parts of an annotation."""

    @property
    def library(self) -> StandardLibrary:
        """The table of the standard library's classes."""
        ...

    def read(self, value: Value) -> Type:
        """The type that an annotation means."""
        ...

    def reference(self, path: str) -> Type:
        """The type of that dotted path; an alias with type parameters still has them."""
        ...


@dataclass(frozen=True, slots=True)
class Subscript:
    """One annotation with brackets."""

    reading: _Reading
    base: Value
    key: Value

    def type(self) -> Type:
        """The type that it means."""
        path = self._path(self.base)
        given = self.key.items if isinstance(self.key, Items) and self.key.kind == "tuple" else (self.key,)
        if path in _WRAPPERS:
            return self.reading.read(given[0])
        match path:
            case "typing.Optional":
                return union(self.reading.read(self.key), NONE)
            case "typing.Union":
                return union(*(self.reading.read(one) for one in given))
            case "typing.Literal":
                return union(*(self._literal(one) for one in _flat(given)))
            case "builtins.tuple":
                return self._tuple(given)
            case "collections.abc.Callable":
                return self._callable(given)
            case "builtins.type":
                inside = self.reading.read(self.key)
                classes = inside.members if isinstance(inside, Union) else (inside,)
                return union(*(Named(path, (one,)) for one in classes))
            case _ if path in _TESTS:
                return Named(path, (self.reading.read(self.key),))
            case _:
                return self._generic(given)

    def _path(self, value: Value) -> str:
        return self.reading.library.path(value.path) if isinstance(value, Reference) else ""

    def _generic(self, given: tuple[Value, ...]) -> Type:
        base = self.base
        read = self.reading.reference(base.path) if isinstance(base, Reference) else self.reading.read(base)
        arguments = tuple(one for value in given for one in self._arguments(value))
        if isinstance(read, Named) and not read.arguments:
            return replace(read, arguments=arguments)
        if isinstance(read, UnknownType):
            return read
        parameters = self._parameters(read)
        taken = filled(parameters, arguments) if parameters else None
        if taken is not None:
            made = substitute(read, {one.name: taken[i] for i, one in enumerate(parameters)})
            return self._shown(made, arguments)
        return UnknownType("type arguments are given to something that takes none", causes.UNREADABLE)

    def _shown(self, made: Type, arguments: tuple[Type, ...]) -> Type:
        """A class that a public alias of a package stands for, under the name that was written (`NDArray[float64]`)."""
        if not isinstance(made, Named) or not isinstance(self.base, Reference) or "._" in self.base.path:
            return made
        return replace(made, shown=f"{self.base.path}[{', '.join(map(spell, arguments))}]")

    def _parameters(self, read: Type) -> tuple[TypeVar, ...]:
        """The type parameters of an alias: those written down, or its variables in the order of their appearance."""
        if isinstance(self.base, Symbol) and self.base.op == "alias":
            own = self.base.operands[1]
            types = [self.reading.read(one) for one in own.items] if isinstance(own, Items) else []
            return tuple(one for one in types if isinstance(one, TypeVar))
        return tuple({one.name: one for one in variables(read)}.values())

    def _arguments(self, value: Value) -> tuple[Type, ...]:
        """One type argument; unpacked types are several, a list stands for parameters."""
        if is_ellipsis(value):
            return (CallableType(None, AnyType()),)
        if isinstance(value, Items) and value.kind == "list":
            return (self._parameter_list(value, AnyType()),)
        if self._is_unpacked(value):
            inside = self.reading.read(value)
            if isinstance(inside, TupleType) and inside.rest is None:
                return inside.items
            if isinstance(inside, TypeVar):
                return (inside,)
            return (UnknownType("types of any number are unpacked", causes.UNREADABLE),)
        if isinstance(value, Symbol) and value.op == "index" and self._path(value.operands[0]) == "typing.Concatenate":
            return (self._concatenated(value.operands[1], AnyType()),)
        return (self.reading.read(value),)

    def _is_unpacked(self, value: Value) -> bool:
        return isinstance(value, Symbol) and value.op == "index" and self._path(value.operands[0]) == "typing.Unpack"

    def _literal(self, value: Value) -> Type:
        match value:
            case Known(value=None):
                return NONE
            case Known(value=bool(plain) | int(plain) | str(plain) | bytes(plain)):
                return LiteralType(f"builtins.{type(plain).__name__}", plain)
            case Symbol(op="attribute", operands=(Class() as owner, Known(value=str(name)))):
                return LiteralType(f"{owner.module}.{owner.qualname}", name)
            case Symbol(op="attribute", operands=(Record() as owner, Known(value=str(name)))):
                made = self.reading.read(owner)
                untold = UnknownType("a member of Literal is computed", causes.UNREADABLE)
                return LiteralType(made.path, name) if isinstance(made, Named) else untold
            case Symbol(op="-x" | "-", operands=(Known(value=int(number)),)):
                return LiteralType("builtins.int", -number)
            case Symbol(op="alias"):
                return self.reading.read(value)
            case Reference(path=path) if "." in path:
                owner_path, _, name = path.rpartition(".")
                return LiteralType(self.reading.library.path(owner_path), name)
            case _:
                return UnknownType("a member of Literal is computed", causes.UNREADABLE)

    def _tuple(self, given: tuple[Value, ...]) -> Type:
        if len(given) == 1 and isinstance(given[0], Items) and not given[0].items:
            return TupleType(())
        if len(given) == 2 and is_ellipsis(given[1]):
            return TupleType((), self.reading.read(given[0]))
        found = TupleType(())
        for one in given:
            read = self.reading.read(one)
            if not self._is_unpacked(one):
                read = TupleType((read,))
            elif isinstance(read, TypeVar):
                read = TupleType((), read)
            if not isinstance(read, TupleType) or (found.rest is not None and read.rest is not None):
                return UnknownType("a tuple of unpacked types is not read", causes.UNREADABLE)
            found = _joined(found, read)
        return found

    def _callable(self, given: tuple[Value, ...]) -> Type:
        if len(given) != 2:
            return UnknownType("Callable needs parameters and a result", causes.UNREADABLE)
        takes, returns = given
        result = self.reading.read(returns)
        if is_ellipsis(takes):
            return CallableType(None, result)
        if isinstance(takes, Items) and takes.kind == "list":
            return self._parameter_list(takes, result)
        if isinstance(takes, Symbol) and takes.op == "index" and self._path(takes.operands[0]) == "typing.Concatenate":
            return self._concatenated(takes.operands[1], result)
        spec = self.reading.read(takes)
        if isinstance(spec, TypeVar) and spec.kind == "parameters":
            return CallableType((), result, spec=spec)
        return UnknownType("the parameters of a Callable are computed", causes.UNREADABLE)

    def _parameter_list(self, takes: Items, result: Type) -> CallableType:
        types: list[Type] = []
        made = CallableType((), result)
        for one in takes.items:
            read = self.reading.read(one)
            if not self._is_unpacked(one):
                types.append(read)
            elif isinstance(read, TypeVar):
                made = replace(made, spec=replace(read, kind="parameters"))
            elif isinstance(read, TupleType):
                types += read.items
                made = replace(made, rest=read.rest)
            else:
                types.append(UnknownType("unpacked parameters are not read", causes.UNREADABLE))
        return replace(made, parameters=tuple(types))

    def _concatenated(self, key: Value, result: Type) -> CallableType:
        """`Concatenate[int, P]`: the first parameters, and all others."""
        given = key.items if isinstance(key, Items) else (key,)
        types = tuple(self.reading.read(one) for one in given[:-1])
        if is_ellipsis(given[-1]):
            return CallableType(types, result, rest=AnyType(), options=AnyType())
        last = self.reading.read(given[-1])
        return CallableType(types, result, spec=last if isinstance(last, TypeVar) else None)


def _joined(first: TupleType, more: TupleType) -> TupleType:
    """The items of one tuple before those of another; one of the two has a known length."""
    if first.rest is None:
        return TupleType((*first.items, *more.items), more.rest, more.tail)
    return TupleType(first.items, first.rest, (*first.tail, *more.items))


def _flat(given: Iterable[Value]) -> Iterable[Value]:
    for one in given:
        if isinstance(one, Symbol) and one.op == "index":
            inner = one.operands[1]
            yield from _flat(inner.items if isinstance(inner, Items) else (inner,))
        else:
            yield one


def is_ellipsis(value: Value) -> bool:
    """Whether a value is `...`."""
    return isinstance(value, Reference) and value.path in _ELLIPSIS


def unparametrised(type: Type) -> Type:
    """An alias that is used without the arguments it takes: each is its default, or `Any`."""
    if isinstance(type, TypeVar):
        return type
    return substitute(type, {one.name: one.default or AnyType() for one in variables(type) if one.name != "Self"})
