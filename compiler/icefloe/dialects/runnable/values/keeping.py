"""What becomes of a value that a task returns as json or as a metric: runnable's run log holds it as JSON."""

from typing import Literal, TypeAlias

from icefloe.dialects.runnable.values.shapes import Shape, shape
from icefloe.infer import Types
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    Union,
    UnknownType,
    union,
)
from icefloe_schema.records import dataclass

Fate: TypeAlias = Literal["same", "changed", "lost", "fails", "unknown"]

_SAME = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.bool", "types.NoneType"})
_KEYS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "types.NoneType"})
_LISTS = frozenset({"builtins.list", "builtins.tuple"})
_BECOME_LISTS = frozenset(
    {"builtins.set", "builtins.frozenset", "builtins.range", "collections.deque", "collections.abc.Generator"}
)
_TABLES = frozenset({"builtins.dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter"})
_TEXTS = frozenset({"builtins.bytes", "builtins.bytearray"})
_FAIL = frozenset(
    {"builtins.complex", "builtins.type", "builtins.memoryview", "types.ModuleType", "uuid.UUID"}
    | {"types.FunctionType", "argparse.Namespace", "re.Pattern", "fractions.Fraction", "enum.EnumMeta"}
    | {f"pathlib.{name}" for name in ("Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath")}
    | {f"datetime.{name}" for name in ("datetime", "date", "time", "timedelta", "timezone")}
    | {"pandas.Timestamp", "pandas.Timedelta"}
)
_FRAMES = frozenset({"pandas.DataFrame", "pandas.core.frame.DataFrame"})
_SERIES = frozenset({"pandas.Series", "pandas.Index"})
_ARRAYS = frozenset({"numpy.ndarray", "numpy.array"})
_OPAQUE = ("sklearn.",)
_WHOLE = frozenset(
    {f"numpy.{sign}int{size}" for sign in ("", "u") for size in ("", "8", "16", "32", "64")}
    | {f"numpy.{name}" for name in ("integer", "intp", "intc", "int_", "bool", "bool_", "longlong")}
)
_FLOATING = frozenset({f"numpy.{name}" for name in ("float64", "float32", "float16", "floating", "double")})
_FLOAT = Named("builtins.float")
_LIST_OF_TEXTS = Named("builtins.list", (Named("builtins.str"),))
_ANY_LIST = Named("builtins.list", (AnyType(),))
_ANY_TABLE = Named("builtins.dict", (Named("builtins.str"), AnyType()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a value is when it comes out of the run log.

    `same`: itself; `changed`: an equal value of another type; `lost`: something else without a word; `fails`: the run
    fails when it is stored. `why` completes "… because"; `partly` tells that only some of its values meet that fate.
    """

    fate: Fate
    type: Type
    why: str = ""
    partly: bool = False


def kept(type: Type, kind: str, types: Types, depth: int = 0) -> Kept:
    """The fate of a value of a type that is stored as that kind; deeper than 0 it is inside another value."""
    if kind == "pickled" or depth > 20:
        return Kept(fate="same", type=type)
    match type:
        case Union(members):
            return _either([kept(member, kind, types, depth) for member in members])
        case NewTypeType(_, base):
            return kept(base, kind, types, depth)
        case LiteralType(path=path):
            return Kept(fate="same", type=type) if path in _SAME else kept(Named(path), kind, types, depth)
        case TupleType(items, rest):
            inside = [kept(one, kind, types, depth + 1) for one in (*items, *(() if rest is None else (rest,)))]
            return _collected(inside, "a tuple")
        case TypedDictType(keys=keys):
            return _worst([kept(key.type, kind, types, depth + 1) for key in keys], type)
        case CallableType():
            return Kept(fate="fails", type=type, why="JSON has no functions")
        case Named():
            return _named(type, kind, types, depth)
        case _:
            why = type.why if isinstance(type, UnknownType) else "its type is not certain"
            return Kept(fate="unknown", type=UnknownType(why), why=why)


def _either(found: list[Kept]) -> Kept:
    """The fate of a value of one of several types: the worst, marked where others fare better."""
    whole = union(*(one.type for one in found))
    for fate in ("fails", "lost", "changed"):
        bad = next((one for one in found if one.fate == fate), None)
        if bad is not None:
            partly = any(one.fate != fate or one.partly for one in found)
            return Kept(fate=bad.fate, type=whole, why=bad.why, partly=partly)
    doubt = next((one for one in found if one.fate == "unknown"), None)
    return doubt or Kept(fate="same", type=whole)


def _worst(found: list[Kept], whole: Type) -> Kept:
    """The fate of a value that holds others: if one of them cannot be stored, it cannot."""
    for fate in ("fails", "unknown", "lost", "changed"):
        bad = next((one for one in found if one.fate == fate), None)
        if bad is not None:
            return Kept(fate=bad.fate, type=whole, why=bad.why, partly=bad.partly)
    return Kept(fate="same", type=whole)


def _collected(inside: list[Kept], word: str) -> Kept:
    """The fate of something that JSON has as a list."""
    whole = Named("builtins.list", (union(*(one.type for one in inside)),)) if inside else _ANY_LIST
    found = _worst(inside, whole)
    if found.fate in ("fails", "unknown"):
        return found
    return Kept(fate="changed", type=whole, why=f"JSON has {word} as a list")


def _named(type: Named, kind: str, types: Types, depth: int) -> Kept:
    path, spelled = type.path, types.spell(type)
    inner = depth > 0
    if path in _SAME or type == NONE:
        return Kept(fate="same", type=type)
    if path in _TABLES:
        return _table(type, kind, types, depth)
    if path in _LISTS:
        inside = [kept(one, kind, types, depth + 1) for one in type.arguments]
        whole = Named(path, tuple(one.type for one in inside))
        return _worst(inside, whole)
    if path in _FAIL or path.startswith(_OPAQUE):
        return Kept(fate="fails", type=type, why=f"JSON has no `{spelled}`")
    if path in _FRAMES:
        why = "only the names of its columns are stored"
        return (
            Kept(fate="fails", type=type, why="JSON has no DataFrame in a value")
            if inner
            else Kept(fate="lost", type=_LIST_OF_TEXTS, why=why)
        )
    if path in _BECOME_LISTS | _SERIES | _ARRAYS | _TEXTS or path == "decimal.Decimal":
        if inner:
            return Kept(fate="fails", type=type, why=f"JSON has no `{spelled}` inside another value")
        return _becomes(type, kind, types)
    if path in _WHOLE | _FLOATING:
        return _number(type, types, inner=inner)
    return _class(type, kind, types, depth)


def _number(type: Named, types: Types, *, inner: bool) -> Kept:
    """A number of NumPy: a float, or nothing that JSON has inside another value."""
    spelled = types.spell(type)
    if type.path in _FLOATING:
        double = type.path in ("numpy.float64", "numpy.double")
        fails = inner and not double
        return Kept(fate="fails" if fails else "changed", type=_FLOAT, why=f"JSON has no `{spelled}` inside a value")
    if inner:
        return Kept(fate="fails", type=type, why=f"JSON has no `{spelled}` inside another value")
    return Kept(fate="lost", type=_FLOAT, why=f"a `{spelled}` is stored as a float: 3 becomes 3.0, and True 1.0")


def _becomes(type: Named, kind: str, types: Types) -> Kept:
    """What a value of a type that JSON does not have is silently made into."""
    spelled = types.spell(type)
    if type.path in _TEXTS:
        return Kept(fate="lost", type=Named("builtins.str"), why="bytes are stored as a text, if they are one in UTF-8")
    if type.path in _ARRAYS:
        return Kept(fate="lost", type=_ANY_LIST, why="an array becomes a list, or fails: JSON has no NumPy integers")
    if type.path in _SERIES:
        return Kept(fate="lost", type=_ANY_LIST, why=f"of a `{spelled}` only the values are stored, as a list")
    if type.path == "decimal.Decimal":
        return Kept(fate="lost", type=_FLOAT, why="a Decimal is stored as a float")
    return _collected([kept(one, kind, types, 1) for one in type.arguments[:1]], f"a `{spelled}`")


def _table(type: Named, kind: str, types: Types, depth: int) -> Kept:
    if len(type.arguments) != 2:
        whole = Named("builtins.dict", type.arguments)
        return Kept(fate="same" if type.path == "builtins.dict" else "changed", type=whole, why="JSON has it as a dict")
    key, value = type.arguments
    inside = kept(value, kind, types, depth + 1)
    name = key.path if isinstance(key, Named | LiteralType) else ""
    if name in _KEYS or isinstance(key, TupleType) or name in _FAIL:
        if depth == 0 or name not in _KEYS:
            return Kept(fate="fails", type=type, why=f"the keys must be texts, not `{types.spell(key)}`")
        whole = Named("builtins.dict", (Named("builtins.str"), inside.type))
        return Kept(fate="lost", type=whole, why=f"its keys become texts, they do not stay `{types.spell(key)}`")
    return _worst([inside], Named("builtins.dict", (key, inside.type)))


def _class(type: Named, kind: str, types: Types, depth: int) -> Kept:
    """The fate of an object of a class of the project, or of another one that is known."""
    spelled = types.spell(type)
    found = shape(type.path, types)
    match found.form:
        case "model":
            fields = _worst([kept(one, kind, types, depth + 1) for _, one in found.fields], _ANY_TABLE)
            if fields.fate in ("fails", "unknown"):
                return fields
            if kind == "metric" and depth == 0:
                return Kept(fate="lost", type=_ANY_LIST, why="a model as a metric is stored as a list of pairs")
            return Kept(fate="changed", type=_ANY_TABLE, why="a model is stored as a dict")
        case "enum":
            if depth and not found.text:
                return Kept(fate="fails", type=type, why=f"JSON has no `{spelled}` inside another value")
            return Kept(fate="changed", type=_value_of(found), why="its value is stored")
        case "dataclass":
            if depth == 0:
                return Kept(fate="fails", type=type, why="JSON has no dataclasses")
            return Kept(fate="changed", type=_ANY_TABLE, why="a dataclass is stored as a dict")
        case "keys":
            return Kept(fate="same", type=type)
        case "tuple":
            return Kept(fate="changed", type=_ANY_LIST, why="a named tuple is stored as a list")
        case "plain":
            return Kept(fate="fails", type=type, why=f"JSON has no `{spelled}`")
        case _:
            return Kept(fate="unknown", type=UnknownType(f"how a `{spelled}` is stored is not known"))


def _value_of(found: Shape) -> Type:
    """The type of the values of an enumeration's members."""
    if not found.members:
        return UnknownType("the values of its members are not known")
    return union(*(Named(f"builtins.{type(value).__name__}") for _, value in found.members))
