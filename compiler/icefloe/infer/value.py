"""Unannotated code read as types: what a value must be, as far as the code shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icefloe.infer import calls, signature
from icefloe.infer.annotation import Annotations
from icefloe.infer.budget import Budget
from icefloe.infer.classes import Classes
from icefloe.infer.functional import Functional
from icefloe.infer.parts import element_of, part_at
from icefloe.types import (
    NONE,
    LiteralType,
    Named,
    TupleType,
    Type,
    Union,
    UnknownType,
    ancestry,
    union,
    widened,
)
from icefloe.values import (
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Scalar,
    Symbol,
    Table,
    Unknown,
    Value,
)

_BOOL = Named("builtins.bool")
_STR = Named("builtins.str")
_ALWAYS_BOOL = frozenset({"is", "is not", "in", "not in", "not"})
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_NUMBERS = ("builtins.bool", "builtins.int", "builtins.float", "builtins.complex")
_PLAIN = frozenset({*_NUMBERS, "builtins.str", "builtins.bytes", "types.NoneType"})
_COLLECTIONS = frozenset({"builtins.list", "builtins.set", "builtins.frozenset", "builtins.tuple"})
_MOST_LITERALS = 8


@dataclass(frozen=True, slots=True)
class Inference:
    """Reads values; `parameters` are the types of the parameters of the function that they stand in."""

    annotations: Annotations
    classes: Classes
    parameters: Mapping[str, Type]
    budget: Budget

    def of(self, value: Value) -> Type:
        """The type of a value."""
        return self.budget.within(self._of, value)

    def _of(self, value: Value) -> Type:
        match value:
            case Known(value=scalar):
                return _scalar(scalar)
            case Items() | Table():
                return self._display(value)
            case Instance(of=of):
                return Named(f"{of.module}.{of.qualname}")
            case Class(module=module, qualname=qualname):
                return Named("builtins.type", (Named(f"{module}.{qualname}"),))
            case Function():
                return signature.function(value, self.annotations.read)
            case Record():
                return self._call(value)
            case Symbol():
                return self._symbol(value)
            case Module():
                return Named("types.ModuleType")
            case Reference(path=path):
                return self._reference(path)
            case Unknown(why=why):
                return UnknownType(why)

    def _display(self, value: Items | Table) -> Type:
        if isinstance(value, Table):
            keys = self._joined((key for key, _ in value.entries), "an empty dictionary")
            values = self._joined((v for _, v in value.entries), "an empty dictionary")
            return Named("builtins.dict", (keys, values), fresh=True)
        if value.kind == "tuple":
            return TupleType(tuple(self.of(item) for item in value.items))
        return Named(f"builtins.{value.kind}", (self._joined(value.items, f"an empty {value.kind}"),), fresh=True)

    def _joined(self, values: Iterable[Value], empty: str) -> Type:
        found = union(*(self.of(v) for v in values))
        members = found.members if isinstance(found, Union) else (found,)
        if sum(isinstance(m, LiteralType) for m in members) > _MOST_LITERALS:
            found = union(*(widened(m) if isinstance(m, LiteralType) else m for m in members))
        return UnknownType(f"{empty} does not tell what it holds") if found == union() else found

    def _reference(self, path: str) -> Type:
        path = self.annotations.library.path(path)
        if self.annotations.library.has(path):
            return Named("builtins.type", (Named(path),))
        return UnknownType(f"{path} is not read")

    def _call(self, record: Record) -> Type:
        """The result of a call of something outside the project."""
        callee = record.function
        if isinstance(callee, Record):
            made = Functional(self.annotations.read, self.annotations.name).type(callee)
            return made or UnknownType(f"what {record.path} gives is not known")
        if record.receiver is not None:
            return self._method(record, record.receiver)
        path = self.annotations.library.path(callee.path if isinstance(callee, Reference) else record.path)
        builtin = path.removeprefix("builtins.")
        if builtin != path and builtin in calls.FUNCTIONS:
            return calls.FUNCTIONS[builtin]
        if path in calls.OTHERS:
            return calls.OTHERS[path]
        if path in _COLLECTIONS or path in ("builtins.dict", "builtins.sorted"):
            return self._collection(path, record)
        if path in ("builtins.type", "builtins.super"):
            return UnknownType(f"what {builtin}(…) gives is not known")
        if self.annotations.library.has(path) or (_is_class_name(path) and not self.annotations.library.owns(path)):
            return self.annotations.reference(path)
        return UnknownType(f"what {record.path} gives is not known")

    def _collection(self, path: str, record: Record) -> Type:
        given = [a for a in record.arguments if a.name is None and not a.star]
        element = element_of(self.of(given[0].value)) if len(given) == 1 else None
        inside = element or UnknownType("what it holds is not known")
        if path == "builtins.tuple":
            return TupleType((), inside)
        if path == "builtins.dict":
            return Named(path, (inside, inside) if isinstance(inside, UnknownType) else ())
        return Named("builtins.list" if path == "builtins.sorted" else path, (inside,), fresh=True)

    def _method(self, record: Record, receiver: Value) -> Type:
        owner = self.of(receiver)
        name = record.path.rpartition(".")[2]
        kind = widened(owner).path if isinstance(owner, LiteralType) else owner.path if isinstance(owner, Named) else ""
        result = calls.METHODS.get(kind, {}).get(name)
        return result or UnknownType(f"what .{name}() gives is not known")

    def _symbol(self, symbol: Symbol) -> Type:
        operands = symbol.operands
        if symbol.op in _ALWAYS_BOOL:
            return _BOOL
        if symbol.op == "format":
            return _STR
        if symbol.op in _COMPARISONS or symbol.op in _ARITHMETIC or symbol.op in ("-x", "+x"):
            return self._operator(symbol.op, [self.of(o) for o in operands])
        if symbol.op in ("choice", "or", "and"):
            return self._one_of(symbol)
        match symbol.op, operands:
            case "parameter", (Known(value=str(name)),):
                return self.parameters.get(name) or UnknownType(f"the parameter {name} has no annotation")
            case "environment", (_, *default):
                return union(_STR, *(self.of(d) for d in default))
            case "item", (iterable,):
                return element_of(self.of(iterable)) or UnknownType("the elements are not known")
            case "index", (whole, key):
                at = key.value if isinstance(key, Known) and isinstance(key.value, int) else None
                return part_at(self.of(whole), at) or UnknownType("the part that is taken is not known")
            case "attribute", (owner, Known(value=str(name))):
                return self._attribute(owner, name)
            case "each", _:
                return UnknownType("a comprehension over something whose length is not known")
            case _:
                return UnknownType(f"the result of `{symbol.op}` is not known")

    def _one_of(self, symbol: Symbol) -> Type:
        *_, left, right = symbol.operands
        first = self.of(left)
        if symbol.op == "or":
            members = first.members if isinstance(first, Union) else (first,)
            first = union(*(m for m in members if m != NONE))
        return union(first, self.of(right))

    def _attribute(self, owner: Value, name: str) -> Type:
        if isinstance(owner, Class):
            path = f"{owner.module}.{owner.qualname}"
            above = ancestry(Named(path), self.classes.declaration)
            if above.named("enum.Enum") is not None:
                return LiteralType(path, name, fresh=True)
            return UnknownType(f"the type of {owner.name}.{name} is not known")
        kind = self.of(owner)
        declaration = self.classes.declaration(kind.path) if isinstance(kind, Named) else None
        for member in declaration.members if declaration else ():
            if member.name == name and not member.method and not (declaration and declaration.parameters):
                return member.type
        return UnknownType(f"the type of .{name} is not known")

    @staticmethod
    def _operator(op: str, operands: list[Type]) -> Type:
        paths = [_plain(one) for one in operands]
        if not all(path in _PLAIN for path in paths):
            return UnknownType(f"the result of `{op}` depends on types that are not known")
        if op in _COMPARISONS:
            return _BOOL
        if paths == ["builtins.str"] * 2 and op == "+":
            return _STR
        if not all(path in _NUMBERS for path in paths) or op == "**":
            return UnknownType(f"the result of `{op}` is not known")
        widest = max(1, *(_NUMBERS.index(path) for path in paths))
        return Named(_NUMBERS[max(widest, 2) if op == "/" else widest])


def _plain(type: Type) -> str:
    if isinstance(type, LiteralType):
        return type.path
    return type.path if isinstance(type, Named) else ""


def _scalar(scalar: Scalar) -> Type:
    if scalar is None:
        return NONE
    if isinstance(scalar, float | complex):
        return Named(f"builtins.{type(scalar).__name__}", fresh=True)
    return LiteralType(f"builtins.{type(scalar).__name__}", scalar, fresh=True)


def _is_class_name(path: str) -> bool:
    """Whether a name outside the project looks like a class: `RandomForestClassifier`, not `DEFAULT` or `load`."""
    name = path.rpartition(".")[2]
    return "." in path and name[:1].isupper() and (len(name) == 1 or not name.isupper())
