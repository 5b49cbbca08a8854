"""Types that are made by a call: `NewType`, `TypeVar`, functional `NamedTuple`, `namedtuple` and `TypedDict`."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from icefloe.types import (
    AnyType,
    CallableType,
    Key,
    Named,
    NeverType,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    UnknownType,
)
from icefloe.types.model import Variance
from icefloe.values import Items, Known, Record, Reference, Symbol, Table, Value
from icefloe_schema.records import dataclass

ENUMERATIONS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
Kind: TypeAlias = Literal["one", "several", "parameters"]
_KINDS: dict[str, Kind] = {"typing.TypeVar": "one", "typing.TypeVarTuple": "several", "typing.ParamSpec": "parameters"}


@dataclass(frozen=True, slots=True)
class Functional:
    """Reads the calls that make types; `read` reads the annotations in them, `name` makes a path of a name."""

    read: Callable[[Value], Type]
    name: Callable[[Record, str], str]

    def type(self, record: Record) -> Type | None:
        """The type that a call makes, or None if it makes none."""
        path = record.path.replace("typing_extensions.", "typing.")
        match path:
            case "typing.NewType":
                base = record.argument("tp", 1)
                return NewTypeType(self._path(record), self.read(base.value)) if base else None
            case "typing.TypeVar" | "typing.ParamSpec" | "typing.TypeVarTuple":
                return self._variable(record, _KINDS[path])
            case "typing.TypeAliasType":
                aliased = record.argument("value", 1)
                return self.read(aliased.value) if aliased else None
            case "typing.NamedTuple" | "collections.namedtuple":
                return NewTypeType(self._path(record), self._tuple(record))
            case _ if path in ENUMERATIONS:
                return Named(self._path(record))
            case "typing.TypedDict":
                return self._typed_dict(record)
            case _:
                return None

    def _path(self, record: Record) -> str:
        argument = record.argument("name", 0) or record.argument("typename", 0) or record.argument("value", 0)
        name = argument.value if argument else None
        return self.name(record, str(name.value) if isinstance(name, Known) else f"line {record.span.line}")

    def _variable(self, record: Record, kind: Kind) -> TypeVar:
        name = record.argument("name", 0)
        bound, default = record.argument("bound"), record.argument("default")
        positional = [a.value for a in record.arguments if a.name is None and not a.star]
        variance: Variance = "inferred" if _is_true(record, "infer_variance") else "invariant"
        if _is_true(record, "covariant"):
            variance = "covariant"
        elif _is_true(record, "contravariant"):
            variance = "contravariant"
        return TypeVar(
            str(name.value.value) if name and isinstance(name.value, Known) else f"line {record.span.line}",
            None if bound is None or kind != "one" else self.read(bound.value),
            tuple(self.read(one) for one in positional[1:]) if kind == "one" else (),
            variance,
            None if default is None else self._default(default.value, kind),
            kind,
        )

    def _default(self, value: Value, kind: Kind) -> Type:
        """What a variable is where nothing else is said: parameters are a callable, several types a tuple."""
        if kind == "parameters":
            if isinstance(value, Items):
                return CallableType(tuple(self.read(one) for one in value.items), AnyType())
            return CallableType(None, AnyType())
        return self.read(value)

    def _tuple(self, record: Record) -> Type:
        given = record.argument("fields", 1) or record.argument("field_names", 1)
        fields = given.value if given else None
        if isinstance(fields, Known) and isinstance(fields.value, str):
            return TupleType(tuple(AnyType() for _ in fields.value.replace(",", " ").split()))
        if not isinstance(fields, Items):
            return UnknownType("the fields of a named tuple are computed")
        pairs = [one for one in fields.items if isinstance(one, Items) and len(one.items) == 2]
        if len(pairs) == len(fields.items):
            return TupleType(tuple(self.read(pair.items[1]) for pair in pairs))
        return TupleType(tuple(AnyType() for _ in fields.items))

    def _typed_dict(self, record: Record) -> Type:
        given = record.argument("fields", 1)
        total = record.argument("total")
        required = not (total and isinstance(total.value, Known) and total.value.value is False)
        more = record.argument("extra_items")
        extra = self.read(more.value) if more else NeverType() if _is_true(record, "closed") else None
        if given is None or not isinstance(given.value, Table):
            return UnknownType("the keys of a TypedDict are computed")
        keys = [
            key_of(str(key.value), annotation, self.read, required)
            for key, annotation in given.value.entries
            if isinstance(key, Known)
        ]
        return TypedDictType(self._path(record), tuple(keys), extra)


def _is_true(record: Record, name: str) -> bool:
    given = record.argument(name)
    return given is not None and isinstance(given.value, Known) and given.value.value is True


def key_of(name: str, annotation: Value, read: Callable[[Value], Type], required: bool) -> Key:
    """One key of a TypedDict: `Required`, `NotRequired` and `ReadOnly` around its type are taken off."""
    read_only = False
    while isinstance(annotation, Symbol) and annotation.op == "index" and isinstance(annotation.operands[0], Reference):
        wrapper = annotation.operands[0].path.rpartition(".")[2]
        if wrapper not in ("Required", "NotRequired", "ReadOnly"):
            break
        required = {"Required": True, "NotRequired": False}.get(wrapper, required)
        read_only = read_only or wrapper == "ReadOnly"
        annotation = annotation.operands[1]
    return Key(name, read(annotation), required, read_only)
