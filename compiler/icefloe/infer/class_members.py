"""The members of one of the project's classes, each read when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from icefloe.infer import signature
from icefloe.infer.kinds import Kind, kind_of, wrapped_in
from icefloe.types import (
    CallableType,
    LiteralType,
    Member,
    Named,
    Type,
    TypeVar,
    UnknownType,
    causes,
)
from icefloe.types.table import LazyMembers
from icefloe.values import Class, Field, Function, Known, Record, Reference, Symbol, Value

Attributes: TypeAlias = Callable[[], Mapping[str, Type] | None]
_SELF = TypeVar("Self")
_BOOL = Named("builtins.bool")
_PROPERTIES = ("builtins.property", "abc.abstractproperty", "functools.cached_property")
_SETTERS = ("builtins.property.setter", "builtins.property.deleter")
_BOUND = ("builtins.classmethod", "builtins.staticmethod")


class ClassMembers(LazyMembers):
    """Fields, methods, properties, and what its methods set (`attributes`, None where that is not known)."""

    def __init__(self, of: Class, read: Callable[[Value], Type], attributes: Attributes) -> None:
        self._of = of
        self._read = read
        self._attributes = attributes
        self._kind = kind_of(of)
        self._fields = {one.name: one for one in of.fields}
        self._methods = dict(of.methods)
        self._found: dict[str, Member | None] = {}
        self._set: Mapping[str, Type] | None = {}
        self._asked = False

    @property
    def names(self) -> Sequence[str]:
        """The names that stand in the class."""
        return tuple(dict.fromkeys((*self._fields, *self._methods, *_synthesized(self._kind))))

    def named(self, name: str) -> Member | None:
        """The member of one name."""
        if name not in self._found:
            self._found[name] = self._member(name)
        return self._found[name]

    def _member(self, name: str) -> Member | None:
        if name in self._fields:
            return self._field(self._fields[name])
        if name in self._methods:
            return self._method(name, self._methods[name])
        if name == "__hash__" and ("__eq__" in self._methods or (self._kind.compared and not self._kind.frozen)):
            if "__eq__" in self._methods:
                return Member(name, UnknownType("it is taken away"), absent=True)
            return Member(name, UnknownType("it is compared by value", causes.DIFFER))
        if name in _synthesized(self._kind):
            return Member(name, CallableType((_SELF,), _BOOL, names=("other",)))
        return self._attribute(name)

    def _attribute(self, name: str) -> Member | None:
        """What methods set on the object."""
        if name.startswith("__"):
            return None
        if not self._asked:
            self._asked = True
            self._set = self._attributes()
        if self._set is None:
            return Member(name, self._untold(name), method=False)
        found = self._set.get(name)
        return None if found is None else Member(name, found, method=False)

    def _field(self, field: Field) -> Member:
        type = self._read(field.annotation)
        absent = field.name.startswith("__") and type == Named("types.NoneType")
        shared = wrapped_in(field.annotation, "ClassVar")
        frozen = self._kind.frozen or wrapped_in(field.annotation, "Final") or wrapped_in(field.annotation, "ReadOnly")
        return Member(field.name, type, method=False, absent=absent, settable=not frozen, shared=shared)

    def _method(self, name: str, value: Value) -> Member:
        if isinstance(value, Function):
            return Member(name, self._callable(value, bound=True))
        if isinstance(value, Record):
            return self._wrapped(name, value)
        absent = isinstance(value, Known) and value.value is None and name.startswith("__")
        return Member(name, self._constant(name, value), method=False, absent=absent)

    def _callable(self, value: Function, *, bound: bool) -> Type:
        one = signature.method if bound else signature.function
        return signature.callable_of(value, lambda each: one(each, self._read)) or self._untold(value.name)

    def _wrapped(self, name: str, record: Record) -> Member:
        inside = record.arguments[0].value if record.arguments else None
        if record.path == signature.OVERLOAD:
            made = signature.callable_of(record, lambda each: signature.method(each, self._read))
            return Member(name, made or self._untold(name))
        if isinstance(inside, Function) and record.path in _PROPERTIES:
            cached = record.path == "functools.cached_property"
            through: Literal["", "cache"] = "cache" if cached else ""
            return Member(name, self._returned(inside), method=False, settable=cached, through=through)
        if record.path in _SETTERS:
            settable = record.path == _SETTERS[0]
            return Member(name, self._getter(record), method=False, settable=settable, through="setter")
        if isinstance(inside, Function) and record.path in _BOUND:
            return Member(name, self._callable(inside, bound=record.path == _BOUND[0]), shared=True)
        if isinstance(inside, Function) and record.path == "abc.abstractmethod":
            return Member(name, self._callable(inside, bound=True))
        return Member(name, self._untold(name), method=isinstance(inside, Function))

    def _getter(self, record: Record) -> Type:
        """The type of a property with a setter: what its getter returns."""
        owner: Value | None = record
        for _ in range(8):
            owner = owner.receiver if isinstance(owner, Record) else None
            if isinstance(owner, Record) and owner.path in _PROPERTIES and owner.arguments:
                inside = owner.arguments[0].value
                return self._returned(inside) if isinstance(inside, Function) else self._untold("a property")
        return self._untold("a property")

    def _returned(self, function: Function) -> Type:
        found = self._callable(function, bound=True)
        return found.returns if isinstance(found, CallableType) else found

    def _constant(self, name: str, value: Value) -> Type:
        """The type of a name that the class body binds without an annotation."""
        match value:
            case Known(value=None):
                return Named("types.NoneType")
            case Known(value=scalar):
                return Named(f"builtins.{type(scalar).__name__}")
            case Symbol(op="attribute", operands=(Class() as owner, Known(value=str(member)))):
                return LiteralType(f"{owner.module}.{owner.qualname}", member)
            case Class(module=module, qualname=qualname):
                return Named("builtins.type", (Named(f"{module}.{qualname}"),))
            case Reference(path=path) if path.rpartition(".")[2][:1].isupper():
                return Named("builtins.type", (self._read(value),))
            case _:
                return self._untold(name)

    def _untold(self, name: str) -> UnknownType:
        return UnknownType(f"the type of {self._of.name}.{name} is not declared", causes.OPAQUE)


def _synthesized(kind: Kind) -> tuple[str, ...]:
    return ("__lt__", "__le__", "__gt__", "__ge__") if kind.ordered else ()
