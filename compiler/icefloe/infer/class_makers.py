"""How the project's classes are called to make objects, and the values that an enumeration has."""

from collections.abc import Callable, Iterator

from icefloe.infer import signature
from icefloe.infer.kinds import kind_of, path_of, wrapped_in
from icefloe.types import CallableType, Declaration, Key, LiteralType, Named, OverloadType, Type, UnknownType
from icefloe.values import Class, Field, Function, Items, Known, Record, Symbol, Table, Value

Read = Callable[[Value], Type]
_DEEPEST = 30
_MEMBERS = (Known, Items, Table)


def constructor(of: Class, made: Named, read: Read) -> CallableType | OverloadType | None:
    """How a class is called, where it says so itself; None where its bases tell."""
    written = dict(of.methods)
    maker = written.get("__init__") or written.get("__new__")
    if maker is not None:
        found = signature.callable_of(maker, lambda one: signature.method(one, read))
        untold: CallableType | OverloadType = CallableType(None, UnknownType(f"how {of.name} is made is not known"))
        return _returning(found, made) if found is not None else untold
    kind = kind_of(of)
    if kind.dataclass and kind.made:
        return _of_fields(list(_fields(of, 0)), made, read)
    if any(path_of(base).endswith("typing.NamedTuple") for base in of.bases):
        return _of_fields([(field, False) for field in of.fields], made, read)
    return None


def _returning(found: CallableType | OverloadType, made: Named) -> CallableType | OverloadType:
    if isinstance(found, OverloadType):
        return OverloadType(tuple(_with(one, made) for one in found.items))
    return _with(found, made)


def _with(one: CallableType, made: Named) -> CallableType:
    return CallableType(one.parameters, made, one.required, one.names, one.rest, one.keywords, one.options, one.spec)


def _fields(of: Class, depth: int) -> Iterator[tuple[Field, bool]]:
    """The fields of a dataclass and of those that it derives from, and whether each goes by name only."""
    found: dict[str, tuple[Field, bool]] = {}
    for base in of.bases:
        owner = base.operands[0] if isinstance(base, Symbol) and base.op == "index" else base
        if isinstance(owner, Class) and depth < _DEEPEST and kind_of(owner).dataclass:
            found |= {field.name: (field, by_name) for field, by_name in _fields(owner, depth + 1)}
    by_name = kind_of(of).keyword_only
    for field in of.fields:
        if path_of(field.annotation).endswith("dataclasses.KW_ONLY"):
            by_name = True
        elif not wrapped_in(field.annotation, "ClassVar"):
            found[field.name] = (field, _says(field, "kw_only", by_name))
    yield from (one for one in found.values() if _says(one[0], "init", True))


def _says(field: Field, name: str, otherwise: bool) -> bool:
    given = field.default.argument(name) if isinstance(field.default, Record) else None
    return otherwise if given is None or not isinstance(given.value, Known) else given.value.value is True


def _optional(field: Field) -> bool:
    """Whether a field has a default."""
    made = field.default
    if isinstance(made, Record) and made.path.rpartition(".")[2].lower() == "field":
        return any(made.argument(name) is not None for name in ("default", "default_factory", "factory"))
    return made is not None


def _of_fields(fields: list[tuple[Field, bool]], made: Named, read: Read) -> CallableType:
    placed = [field for field, by_name in fields if not by_name]
    required = next((i for i, field in enumerate(placed) if _optional(field)), len(placed))
    return CallableType(
        tuple(read(field.annotation) for field in placed),
        made,
        None if required == len(placed) else required,
        names=tuple(field.name for field in placed),
        keywords=tuple(
            Key(field.name, read(field.annotation), not _optional(field)) for field, by_name in fields if by_name
        ),
    )


def values(of: Class, path: str) -> tuple[LiteralType, ...] | None:
    """The members of an enumeration, each once; None where they are not certain."""
    annotated = {field.name for field in of.fields}
    found: list[LiteralType] = []
    seen: list[object] = []
    for name, value in of.methods:
        if isinstance(value, Function | Class) or name.startswith("_") or name in annotated or _is_wrapped(value):
            continue
        if not isinstance(value, _MEMBERS) and not (isinstance(value, Record) and value.path == "enum.auto"):
            return None
        plain = (type(value.value), value.value) if isinstance(value, Known) else None
        if plain is None or plain not in seen:
            found.append(LiteralType(path, name))
        seen.append(plain)
    return tuple(found) or None


def enumeration(record: Record, path: str) -> Declaration:
    """An enumeration that a call makes: `Enum("Color", "RED BLUE")`."""
    given = record.argument("names", 1)
    names = None if given is None else _names(given.value)
    flags = record.path in ("enum.Flag", "enum.IntFlag")
    members = None if names is None or flags else tuple(LiteralType(path, name) for name in names)
    return Declaration(path, bases=(Named(record.path),), values=members, final=True)


def _names(value: Value) -> list[str] | None:
    """The names of members, in one text or one by one, alone or with their values."""
    match value:
        case Known(value=str(text)):
            return text.replace(",", " ").split()
        case Items(items=items):
            each = [_names(one.items[0] if isinstance(one, Items) and one.items else one) for one in items]
            return [name for names in each if names for name in names] if all(each) else None
        case Table(entries=entries):
            return [str(key.value) for key, _ in entries if isinstance(key, Known)]
        case _:
            return None


def _is_wrapped(value: Value) -> bool:
    return isinstance(value, Record) and value.path.startswith(("builtins.", "enum.nonmember", "functools."))
