"""Types as forms of values that a section of a configuration may have."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from icefloe.dialects.motools.config.shape import (
    NOTHING,
    Anything,
    Either,
    Entries,
    Form,
    Kind,
    Many,
    Nested,
    OneOf,
    Part,
    Row,
    Shape,
    Single,
)
from icefloe.types import (
    LiteralType,
    Named,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
)
from icefloe_schema.records import dataclass

_SINGLE: Mapping[str, Kind] = MappingProxyType(
    {
        "builtins.str": "text",
        "typing.LiteralString": "text",
        "builtins.int": "whole",
        "builtins.float": "number",
        "builtins.bool": "truth",
        "types.NoneType": "nothing",
        "os.PathLike": "path",
        **{f"pathlib.{name}": "path" for name in ("Path", "PosixPath", "PurePath", "PurePosixPath")},
        **{f"datetime.{name}": "moment" for name in ("date", "datetime", "time")},
    }
)
_MANY: Mapping[str, str] = MappingProxyType(
    {
        **{f"builtins.{name}": name for name in ("list", "set", "frozenset")},
        **{f"collections.abc.{name}": "list" for name in ("Sequence", "MutableSequence", "Iterable", "Collection")},
        **{f"collections.abc.{name}": "set" for name in ("Set", "MutableSet")},
        "collections.deque": "list",
    }
)
_ENTRIES = frozenset(
    {"builtins.dict", "collections.abc.Mapping", "collections.abc.MutableMapping"}
    | {f"collections.{name}" for name in ("OrderedDict", "defaultdict")}
)
_UNDEFINED = re.compile(r"the name `(\w+)` is not defined")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Forms:
    """From types to forms; `class_of` gives the form of a class by its path, `named` that of a bare name."""

    class_of: Callable[[str], Form]
    named: Callable[[str], Form]
    spell: Callable[[Type], str]

    def of(self, type: Type, depth: int = 0) -> Form:
        """The form of the values that a field of that type is given in a section."""
        if depth > _DEEPEST:
            return Anything()
        match type:
            case Named():
                return self._class(type, depth)
            case Union(members):
                return either(self.of(one, depth + 1) for one in members)
            case LiteralType(path, value) if path in ("builtins.str", "builtins.int", "builtins.bool"):
                return Anything() if isinstance(value, bytes) else OneOf(values=(value,))
            case LiteralType(path, name):
                # A member of an enumeration: which of its values that is, only the class knows.
                whole = self.class_of(path)
                return whole if isinstance(whole, OneOf) and name else Anything()
            case TupleType((), rest):
                return Row(items=()) if rest is None else Many(kind="tuple", item=self.of(rest, depth + 1))
            case TupleType(items, None):
                return Row(items=tuple(self.of(one, depth + 1) for one in items))
            case NewTypeType(_, base):
                return self.of(base, depth + 1)
            case TypedDictType():
                return Nested(shape=self.keys(type, depth))
            case TypeVar(bound=bound) if bound is not None:
                return self.of(bound, depth + 1)
            case UnknownType(why):
                undefined = _UNDEFINED.fullmatch(why)
                return self.named(undefined[1]) if undefined else Anything()
            case _:
                return Anything()

    def _class(self, type: Named, depth: int) -> Form:
        """The form of a class of the standard library with its arguments, or of another one."""
        if type.path in _SINGLE:
            return Single(kind=_SINGLE[type.path])
        inside = tuple(self.of(one, depth + 1) for one in type.arguments)
        if type.path in _MANY:
            return Many(kind=_MANY[type.path], item=inside[0] if inside else Anything())
        if type.path in _ENTRIES:
            key, value = inside if len(inside) == 2 else (Anything(), Anything())
            return Entries(key=key, value=value)
        return self.class_of(type.path)

    def keys(self, type: TypedDictType, depth: int = 0) -> Shape:
        """A dictionary with known keys."""
        parts = tuple(
            Part(
                name=key.name,
                attribute=key.name,
                form=self.of(key.type, depth + 1),
                written=self.spell(key.type),
                required=key.required,
            )
            for key in type.keys
        )
        return Shape(name=type.path.rpartition(".")[2], target="", parts=parts, unknown="kept")


def either(forms: Iterable[Form]) -> Form:
    """One of several forms: constants together, nothing twice."""
    found: list[Form] = []
    values: list[OneOf] = []
    for one in forms:
        for member in one.members if isinstance(one, Either) else (one,):
            if isinstance(member, OneOf) and not member.of:
                values.append(member)
            elif member not in found:
                found.append(member)
    if values:
        found.insert(0, OneOf(values=tuple(dict.fromkeys(value for one in values for value in one.values))))
    if any(isinstance(one, Anything) and not one.target for one in found):
        return Anything()
    return found[0] if len(found) == 1 else Either(members=tuple(found))


def optional(form: Form) -> Form:
    """That form, or None."""
    return either((form, NOTHING))
