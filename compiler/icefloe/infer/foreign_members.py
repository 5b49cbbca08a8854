"""The members of classes from installed packages, read when they are asked for."""

from collections.abc import Sequence
from typing import Protocol

from icefloe.infer import signature
from icefloe.infer.members import member_of
from icefloe.types import CallableType, Hierarchy, Member, Named, Type, UnknownType, causes
from icefloe.types.table import LazyMembers
from icefloe.values import Class, Function, Items, Known, Record, Reference, Symbol, Table, Value

_MAKERS = frozenset({"__init__", "__new__"})


class Reader(Protocol):
    """Who knows what else packages hold."""

    def member(self, value: Value) -> Value:
        """What a class holds under a name: methods stand in it as references to where they are defined."""
        ...

    def value_type(self, value: Value) -> Type | None:
        """The type of a value."""
        ...


class Members(LazyMembers):
    """All members of a class; `told` are those that are known already, its fields first of all."""

    def __init__(
        self,
        of: Class,
        told: tuple[Member, ...],
        read: signature.Read,
        reader: Reader,
    ) -> None:
        self._of = of
        self._told = {member.name: member for member in told}
        self._read = read
        self._reader = reader
        self._written = {name: value for name, value in of.methods if name not in _MAKERS}
        self._made: dict[str, Member] = {}

    @property
    def names(self) -> Sequence[str]:
        """The names of all of them."""
        return tuple(dict.fromkeys((*self._told, *self._written)))

    def named(self, name: str) -> Member | None:
        """The member of that name; the others are not read for it."""
        if name not in self._written:
            return self._told.get(name)
        if name not in self._made:
            value = self._reader.member(self._written[name])
            told = self._told.get(name)
            is_method = isinstance(value, Function | Record)
            self._made[name] = told if told is not None and not is_method else self._member(name, value)
        return self._made[name]

    def _member(self, name: str, value: Value) -> Member:
        for wrapper in (signature.PROPERTY, signature.CLASS_METHOD, signature.STATIC_METHOD):
            inside = signature.wrapped(value, wrapper)
            if inside is not None:
                return self._wrapped(name, value, inside, wrapper)
        method = signature.callable_of(value, lambda one: signature.giving(signature.method(one, self._read)))
        if method is not None:
            return Member(name, method)
        if isinstance(value, Known) and value.value is None and name.startswith("__"):
            return Member(name, UnknownType(f"{name} is taken away"), method=False, absent=True)
        return self._attribute(name, value)

    def _wrapped(self, name: str, value: Value, inside: Value, wrapper: str) -> Member:
        static = wrapper == signature.STATIC_METHOD
        take = signature.function if static else signature.method
        found = signature.callable_of(inside, lambda one: signature.giving(take(one, self._read)))
        if wrapper != signature.PROPERTY:
            return Member(name, found or self._untold(name), shared=True)
        settable = isinstance(value, Record) and len(value.arguments) > 1
        given = found.returns if isinstance(found, CallableType) else self._untold(name)
        return Member(name, given, method=False, settable=settable)

    def _attribute(self, name: str, value: Value) -> Member:
        match value:
            case Items(kind=kind):
                return Member(name, Named(f"builtins.{kind}"), method=False, shared=True)
            case Table():
                return Member(name, Named("builtins.dict"), method=False, shared=True)
            case Reference() | Known() | Class() | Record() | Symbol(op="annotated"):
                return Member(name, self._reader.value_type(value) or self._untold(name), method=False, shared=True)
            case _:
                return Member(name, self._untold(name), method=False)

    def _untold(self, name: str) -> UnknownType:
        return UnknownType(f"the type of {self._of.name}.{name} is not declared", causes.NO_RETURN)


def member_type(whole: Type, name: str, hierarchy: Hierarchy) -> Type | None:
    """The type of an attribute of a class object or of an instance, or None."""
    of = whole
    if isinstance(whole, Named) and whole.path == "builtins.type" and len(whole.arguments) == 1:
        of = whole.arguments[0]
    found = member_of(of, name, hierarchy)
    if found is None or (of is not whole and not found.shared):
        return None
    return found.type
