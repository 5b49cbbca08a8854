"""Annotations, which the evaluator hands over as values, read as types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from icefloe.infer.budget import Budget
from icefloe.infer.functional import Functional
from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import (
    NONE,
    OBJECT,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    TupleType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    substitute,
    union,
    variables,
)
from icefloe.values import Class, Items, Known, Record, Reference, Symbol, Unknown, Value

ClassAt: TypeAlias = Callable[[str], Class | None]
Meaning: TypeAlias = Callable[[str], Type | None]

_BARE: Mapping[str, Type] = {
    "typing.Any": AnyType(),
    "typing.Never": NeverType(),
    "typing.AnyStr": TypeVar("AnyStr", constraints=(Named("builtins.str"), Named("builtins.bytes"))),
    "typing.NamedTuple": TupleType((), AnyType()),
    "typing.TypedDict": Named("collections.abc.Mapping", (Named("builtins.str"), OBJECT)),
    "builtins.tuple": TupleType((), AnyType()),
    "builtins.None": NONE,
    "collections.abc.Callable": CallableType(None, AnyType()),
    "typing.LiteralString": Named("typing.LiteralString"),
    "typing.Self": UnknownType("Self is not resolved"),
}
_WRAPPERS = frozenset(
    {"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired"}
    | {"typing.ReadOnly", "dataclasses.InitVar"}
)
_TESTS = frozenset({"typing.TypeGuard", "typing.TypeIs"})
_ELLIPSIS = frozenset({"builtins.Ellipsis", "builtins....", "types.EllipsisType", "Ellipsis", "..."})


@dataclass(frozen=True, slots=True)
class Annotations:
    """Reads annotations of one project; `module_of` gives the import name of one of its files.

    `meaning` tells what a dotted path of an installed package means in an annotation, `self_type` what `Self` is.
    """

    library: StandardLibrary
    class_at: ClassAt
    module_of: Callable[[str], str]
    budget: Budget
    meaning: Meaning | None = None
    self_type: Type | None = None

    def read(self, value: Value) -> Type:
        """The type that an annotation means."""
        return self.budget.within(self._read, value)

    def _read(self, value: Value) -> Type:
        match value:
            case Known(value=None):
                return NONE
            case Known(value=str(text)):
                return UnknownType(f"the annotation in quotes {text!r} is not resolved")
            case Reference(path=path):
                return self.reference(path)
            case Class(module=module, qualname=qualname):
                return Named(f"{module}.{qualname}")
            case Symbol():
                return self._symbol(value)
            case Record():
                made = Functional(self.read, self.name).type(value)
                return made or UnknownType(f"a call of {value.path} is not a type that can be read")
            case Unknown(why=why):
                return UnknownType(why)
            case _:
                return UnknownType(f"{_article(value)} is not a type")

    def reference(self, path: str) -> Type:
        """The type of that dotted path, as it stands in an annotation."""
        path = self.library.path(path)
        special = _BARE.get(path)
        if path == "typing.Self" and self.self_type is not None:
            return self.self_type
        if special is not None:
            return special
        if self.meaning is not None and not self.library.has(path) and self.class_at(path) is None:
            found = self.meaning(path)
            if found is not None:
                return found
        if self.library.owns(path) and not self.library.has(path):
            return UnknownType(f"{path.removeprefix('builtins.')} is not a class")
        return Named(path)

    def name(self, record: Record, name: str) -> str:
        """The dotted path of a type that a call makes."""
        return f"{self.module_of(record.span.path)}.{name}"

    def _symbol(self, symbol: Symbol) -> Type:
        operands = symbol.operands
        match symbol.op:
            case "index" if len(operands) == 2:
                return self._subscript(operands[0], operands[1])
            case "|":
                return union(*(self.read(o) for o in operands))
            case "choice" if len(operands) == 3:
                first, second = self.read(operands[1]), self.read(operands[2])
                return first if first == second else UnknownType("the annotation depends on a condition")
            case "attribute" if isinstance(operands[0], Class) and isinstance(operands[1], Known):
                path = f"{operands[0].module}.{operands[0].qualname}.{operands[1].value!s}"
                return Named(path) if self.class_at(path) else UnknownType(f"{path} is not a class")
            case "parameter":
                return UnknownType("the annotation is a parameter")
            case _:
                return UnknownType("the annotation is computed")

    def _subscript(self, base: Value, key: Value) -> Type:
        given = key.items if isinstance(key, Items) and key.kind == "tuple" else (key,)
        path = self.library.path(base.path) if isinstance(base, Reference) else ""
        if path in _WRAPPERS:
            return self.read(given[0])
        match path:
            case "typing.Optional":
                return union(self.read(key), NONE)
            case "typing.Union":
                return union(*(self.read(one) for one in given))
            case "typing.Literal":
                return union(*(self._literal(one) for one in self._flat(given)))
            case "builtins.tuple":
                return self._tuple(given)
            case "collections.abc.Callable":
                return self._callable(given)
            case "builtins.type":
                inside = self.read(key)
                classes = inside.members if isinstance(inside, Union) else (inside,)
                return union(*(Named(path, (one,)) for one in classes))
            case _ if path in _TESTS:
                return Named("builtins.bool")
            case _:
                return self._generic(base, given)

    def _generic(self, base: Value, given: tuple[Value, ...]) -> Type:
        read = self.read(base)
        arguments = tuple(self.read(one) for one in given)
        if isinstance(read, Named) and not read.arguments:
            return replace(read, arguments=arguments)
        names = tuple(dict.fromkeys(variables(read)))
        if names and len(names) == len(arguments):
            return substitute(read, dict(zip(names, arguments, strict=True)))
        if isinstance(read, UnknownType):
            return read
        return UnknownType("type arguments are given to something that takes none")

    def _flat(self, given: Iterable[Value]) -> Iterable[Value]:
        for one in given:
            if isinstance(one, Symbol) and one.op == "index":
                inner = one.operands[1]
                yield from self._flat(inner.items if isinstance(inner, Items) else (inner,))
            else:
                yield one

    @staticmethod
    def _literal(value: Value) -> Type:
        match value:
            case Known(value=None):
                return NONE
            case Known(value=bool(plain) | int(plain) | str(plain) | bytes(plain)):
                return LiteralType(f"builtins.{type(plain).__name__}", plain)
            case Symbol(op="attribute", operands=(Class() as owner, Known(value=str(name)))):
                return LiteralType(f"{owner.module}.{owner.qualname}", name)
            case Symbol(op="-x" | "-", operands=(Known(value=int(number)),)):
                return LiteralType("builtins.int", -number)
            case Reference(path=path) if "." in path:
                owner_path, _, name = path.rpartition(".")
                return LiteralType(owner_path, name)
            case _:
                return UnknownType("a member of Literal is computed")

    def _tuple(self, given: tuple[Value, ...]) -> Type:
        if len(given) == 1 and isinstance(given[0], Items) and not given[0].items:
            return TupleType(())
        if not given:
            return TupleType(())
        if len(given) == 2 and is_ellipsis(given[1]):
            return TupleType((), self.read(given[0]))
        types = tuple(self.read(one) for one in given)
        if any(is_ellipsis(one) for one in given) or any(_is_star(one) for one in given):
            return UnknownType("a tuple of unpacked types is not read")
        return TupleType(types)

    def _callable(self, given: tuple[Value, ...]) -> Type:
        if len(given) != 2:
            return UnknownType("Callable needs parameters and a result")
        takes, returns = given
        result = self.read(returns)
        if is_ellipsis(takes):
            return CallableType(None, result)
        if isinstance(takes, Items) and takes.kind == "list":
            return CallableType(tuple(self.read(one) for one in takes.items), result)
        return UnknownType("the parameters of a Callable are computed")


def is_ellipsis(value: Value) -> bool:
    """Whether a value is `...`."""
    return isinstance(value, Reference) and value.path in _ELLIPSIS


def _is_star(value: Value) -> bool:
    if isinstance(value, Symbol) and value.op == "index" and isinstance(value.operands[0], Reference):
        return value.operands[0].path.endswith(".Unpack")
    return isinstance(value, Symbol) and value.op in ("*", "star")


def _article(value: Value) -> str:
    name = type(value).__name__.lower()
    return {"items": "a display", "table": "a dictionary", "known": "a constant"}.get(name, f"a {name}")
