"""Annotations, which the evaluator hands over as values, read as types."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TypeAlias

from icefloe.infer.brackets import ATTRIBUTES_OF_PARAMETERS, Subscript, unparametrised
from icefloe.infer.budget import Budget
from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import (
    NONE,
    OBJECT,
    AnyType,
    CallableType,
    Named,
    NeverType,
    TupleType,
    Type,
    TypeVar,
    UnknownType,
    causes,
    union,
)
from icefloe.values import Class, Items, Known, Record, Reference, Symbol, Unknown, Value
from icefloe_schema.records import dataclass

ClassAt: TypeAlias = Callable[[str], Class | None]
Meaning: TypeAlias = Callable[[str], Type | None]
ValueAt: TypeAlias = Callable[[str, str], Value | None]

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
    "typing.Self": TypeVar("Self"),
    "typing.TypeGuard": Named("builtins.bool"),
    "typing.TypeIs": Named("builtins.bool"),
    **dict.fromkeys(("typing.Final", "typing.ClassVar"), UnknownType("its value is not read", causes.UNREADABLE)),
}


@dataclass(frozen=True, slots=True)
class Annotations:
    """Reads annotations of one project; `module_of` gives the import name of one of its files.

    `meaning` tells what a dotted path of an installed package means in an annotation, `self_type` what `Self` is,
    `value_at` what a name of one of the project's modules stands for. `reading` are the aliases that are being read,
    and whether each was found to speak of itself.
    """

    library: StandardLibrary
    class_at: ClassAt
    module_of: Callable[[str], str]
    budget: Budget
    meaning: Meaning | None = None
    self_type: Type | None = None
    value_at: ValueAt | None = None
    reading: dict[str, bool] = field(default_factory=dict[str, bool])

    def read(self, value: Value) -> Type:
        """The type that an annotation means."""
        return self.budget.within(self._read, value)

    def _read(self, value: Value) -> Type:
        match value:
            case Known(value=None):
                return NONE
            case Known(value=str(text)):
                return self._quoted(text, self.module_of(value.span.path))
            case Reference(path=path):
                return unparametrised(self.reference(path))
            case Class(module=module, qualname=qualname):
                return Named(f"{module}.{qualname}")
            case Symbol():
                return self._symbol(value)
            case Record():
                from icefloe.infer.functional import Functional

                made = Functional(self.read, self.name).type(value)
                why = f"a call of {value.path} is not a type that can be read"
                return made or UnknownType(why, causes.UNREADABLE)
            case Unknown(why=why):
                return UnknownType(why, causes.UNREADABLE)
            case _:
                return UnknownType(f"{_article(value)} is not a type", causes.UNREADABLE)

    def reference(self, path: str) -> Type:
        """The type of that dotted path, as it stands in an annotation."""
        path = self.library.path(path)
        special = _BARE.get(path)
        if path == "typing.Self" and self.self_type is not None:
            return self.self_type
        if special is not None:
            return special
        here = None if self.library.has(path) else self._here(path)
        if here is not None:
            return here
        if self.meaning is not None and not self.library.has(path):
            found = self.meaning(path)
            if found is not None:
                return found
        if self.library.owns(path) and not self.library.has(path):
            return UnknownType(f"{path.removeprefix('builtins.')} is not a class", causes.UNREADABLE)
        return Named(path)

    def _here(self, path: str) -> Type | None:
        """The type of a dotted path that leads into the project, or None."""
        if self.class_at(path) is not None:
            return Named(path)
        module, _, name = path.rpartition(".")
        value = None if self.value_at is None or not module else self.value_at(module, name)
        if value is None or value == Reference(path=path, span=value.span):
            return None
        return self.read(value) if isinstance(value, Class | Reference) else self._alias(path, value)

    def name(self, record: Record, name: str) -> str:
        """The dotted path of a type that a call makes."""
        return f"{self.module_of(record.span.path)}.{name}"

    def _quoted(self, text: str, module: str) -> Type:
        """A string where it was not known to be an annotation: a name of its module."""
        if text.isidentifier():
            return self.forward(module, text)
        return UnknownType(f"the annotation in quotes {text!r} is not resolved", causes.UNREADABLE)

    def forward(self, module: str, name: str) -> Type:
        """What a name means that may be bound further down in its module."""
        value = None if self.value_at is None else self.value_at(module, name)
        if value is None:
            found = self.class_at(f"{module}.{name}")
            if found is None and self.library.has(f"builtins.{name}"):
                return self.reference(f"builtins.{name}")
            missing = UnknownType(f"the name `{name}` is not defined", causes.UNREADABLE)
            return missing if found is None else self.read(found)
        return self.read(value) if isinstance(value, Class | Reference) else self._alias(f"{module}.{name}", value)

    def _alias(self, path: str, value: Value) -> Type:
        """Another name of a type; one that speaks of itself goes by its name."""
        if path in self.reading:
            self.reading[path] = True
            return Named(path)
        self.reading[path] = False
        found = self.read(stands_for(value))
        return Named(path) if self.reading.pop(path) else found

    def _symbol(self, symbol: Symbol) -> Type:
        operands = symbol.operands
        match symbol.op, operands:
            case "index", (base, key):
                return Subscript(self, base, key).type()
            case "forward", (Known(value=str(module)), Known(value=str(name))):
                return self.forward(module, name)
            case "alias", (Known(value=str(path)), *_):
                return self._alias(path, symbol)
            case "|", _:
                return union(*(self.read(o) for o in operands))
            case "choice", (_, then, otherwise):
                first, second = self.read(then), self.read(otherwise)
                why = "the annotation depends on a condition"
                return first if first == second else UnknownType(why, causes.UNREADABLE)
            case "attribute", (Class() as owner, Known(value=name)):
                path = f"{owner.module}.{owner.qualname}.{name!s}"
                return Named(path) if self.class_at(path) else self._nested(owner, str(name), path)
            case "attribute", (Record() as owner, Known(value=name)) if name in ATTRIBUTES_OF_PARAMETERS:
                return self.read(owner)
            case "parameter", _:
                return UnknownType("the annotation is a parameter", causes.UNREADABLE)
            case _:
                return UnknownType("the annotation is computed", causes.UNREADABLE)

    def _nested(self, owner: Class, name: str, path: str) -> Type:
        """A name of a class body: a class in it, or another name of a type."""
        found = next((value for key, value in owner.methods if key == name), None)
        if found is None:
            above = [base for base in owner.bases if isinstance(base, Class)]
            return self._nested(above[0], name, path) if above else UnknownType(f"{path} is not a class")
        if isinstance(found, Class | Reference) or (isinstance(found, Symbol) and found.op in ("index", "|")):
            return self.read(found)
        return UnknownType(f"{path} is not a class", causes.UNREADABLE)


def stands_for(value: Value) -> Value:
    """The right side of a `type` statement; other values as they are."""
    return value.operands[2] if isinstance(value, Symbol) and value.op == "alias" else value


def _article(value: Value) -> str:
    name = type(value).__name__.lower()
    if isinstance(value, Items):
        return "a display"
    return {"table": "a dictionary", "known": "a constant"}.get(name, f"a {name}")
