"""Objects of a configuration class, made of plain values: field by field, as the annotations say."""

import enum
import inspect
import sys
import types
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import cast

_REQUIRED = object()
# Where a section has no place of its own in a message.
_NOWHERE = "the configuration"


class ConfigurationError(ValueError):
    """A section does not fit the class that an object is to be made of."""


class Field(typing.NamedTuple):
    """One field of a class: its annotation, its default, the key that it is given by, and what reads its value."""

    annotation: object
    default: object
    key: str
    read: Callable[[object], object] | None


def built(kind: type, value: object, at: str = "", *, by_code: bool = False) -> object:
    """Make an object of a class out of a mapping; an object of the class, and `None`, stay as they are.

    Keys that the class does not know are left out. A field that is missing, or whose value cannot be one of its type,
    is a `ConfigurationError` with its place. What the program itself gives (`by_code`) need not be what a field's own
    reader wants: the class would have been called with it.
    """
    if value is None or isinstance(value, kind):
        return value
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{at or _NOWHERE} must be a mapping of the fields of {kind.__name__}")
    given = {str(key): item for key, item in cast("Mapping[object, object]", value).items()}
    found: dict[str, object] = {}
    for name, field in _fields(kind).items():
        if field.key in given:
            place = f"{at}.{field.key}" if at else field.key
            found[name] = _read(field, given[field.key], place, by_code=by_code)
        elif field.default is _REQUIRED:
            where = f"{at} has" if at else f"{_NOWHERE} has"
            raise ConfigurationError(f"{where} no {field.key!r}, which {kind.__name__} needs")
    return _made(kind, found)


def _read(field: Field, value: object, at: str, *, by_code: bool) -> object:
    if field.read is None:
        return converted(field.annotation, value, at)
    try:
        return field.read(value)
    except (ValueError, TypeError) as error:
        if by_code:
            return converted(field.annotation, value, at)
        raise ConfigurationError(f"{at}: {error}") from error


def _made(kind: type, found: Mapping[str, object]) -> object:
    make: Callable[..., object] = kind
    if _is_dataclass(kind) or _has_own_init(kind):
        return make(**found)
    made = make()
    for name, value in found.items():
        setattr(made, name, value)
    return made


def _is_dataclass(kind: type) -> bool:
    return is_dataclass(kind)


def _has_own_init(kind: type) -> bool:
    """Whether a class takes its fields as arguments; a named tuple does so without an `__init__`."""
    return issubclass(kind, tuple) or any("__init__" in vars(base) for base in kind.__mro__[:-1])


def _fields(kind: type) -> dict[str, Field]:
    """The fields of a class, whatever kind of class it is."""
    if _is_dataclass(kind):
        return _of_dataclass(kind)
    hints = _hints(kind)
    if _has_own_init(kind):
        known = list(inspect.signature(kind).parameters.values())
        return {
            one.name: Field(
                annotation=hints.get(one.name, one.annotation),
                default=_REQUIRED if one.default is one.empty else one.default,
                key=one.name,
                read=None,
            )
            for one in known
            if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        }
    return {
        name: Field(annotation=hint, default=getattr(kind, name, _REQUIRED), key=name, read=None)
        for name, hint in hints.items()
        if not name.startswith("_") and not _is_class_var(hint)
    }


def _of_dataclass(kind: type) -> dict[str, Field]:
    hints = _hints(kind)
    found: dict[str, Field] = {}
    for one in fields(kind):
        if one.init:
            has_default = one.default is not MISSING or one.default_factory is not MISSING
            read: object = one.metadata.get("deserialize")
            found[one.name] = Field(
                annotation=hints.get(one.name, one.type),
                default=None if has_default else _REQUIRED,
                key=str(one.metadata.get("alias") or one.name),
                read=cast("Callable[[object], object]", read) if callable(read) else None,
            )
    return found


def _hints(kind: type) -> dict[str, object]:
    try:
        return typing.get_type_hints(kind)
    except Exception:  # noqa: BLE001 - annotations are the user's code, and may name what is imported for checkers only
        known: dict[str, object] = {}
        for base in reversed(kind.__mro__):
            known.update(vars(base).get("__annotations__", {}))
        return known


def _is_class_var(hint: object) -> bool:
    return hint is typing.ClassVar or typing.get_origin(hint) is typing.ClassVar


def converted(annotation: object, value: object, at: str) -> object:
    """Make a value one of an annotated type, as far as that is a matter of spelling."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return converted(inner[0], value, at)
    if origin in (typing.Union, types.UnionType):
        return _one_of(inner, value, at)
    if origin is typing.Literal:
        if not any(choice == value and type(choice) is type(value) for choice in inner):
            raise ConfigurationError(f"{at} must be one of {', '.join(map(repr, inner))}, not {value!r}")
        return value
    if isinstance(origin, type):
        return _container(origin, inner, value, at)
    return _scalar(annotation, value, at) if isinstance(annotation, type) else value


def _one_of(choices: Sequence[object], value: object, at: str) -> object:
    """A value of a union: as it is if one of the types is its own, else as the first that it can be made."""
    if value is None and type(None) in choices:
        return None
    if any(isinstance(choice, type) and type(value) is choice for choice in choices):
        return value
    errors: list[str] = []
    for choice in choices:
        if choice is not type(None):
            try:
                return converted(choice, value, at)
            except ConfigurationError as error:
                errors.append(str(error))
    raise ConfigurationError("; or ".join(dict.fromkeys(errors)))


def _container(origin: type, inner: tuple[object, ...], value: object, at: str) -> object:
    if issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise ConfigurationError(f"{at} must be a mapping, not {value!r}")
        entries = cast("Mapping[object, object]", value).items()
        if len(inner) != 2:
            return dict(entries)
        return {converted(inner[0], key, at): converted(inner[1], item, f"{at}.{key}") for key, item in entries}
    if not issubclass(origin, Collection):
        return value
    if not isinstance(value, list | tuple | set | frozenset):
        raise ConfigurationError(f"{at} must be a list, not {value!r}")
    items = list(cast("Collection[object]", value))
    kinds = inner[:1] * len(items) if not issubclass(origin, tuple) or inner[1:] == (Ellipsis,) else inner
    if kinds and len(kinds) != len(items):
        raise ConfigurationError(f"{at} must have {len(kinds)} items, not {len(items)}")
    read = [converted(kind, item, f"{at}[{i}]") for i, (kind, item) in enumerate(zip(kinds, items, strict=False))]
    make: type = next((one for one in (tuple, set, frozenset) if issubclass(origin, one)), list)
    return make(read if kinds else items)


def _scalar(kind: type[object], value: object, at: str) -> object:
    if kind in (int, float, bool):
        return _number(kind, value, at)
    if issubclass(kind, enum.Enum):
        try:
            return kind(value)
        except ValueError:
            choices = ", ".join(repr(member.value) for member in kind)
            raise ConfigurationError(f"{at} must be one of {choices}, not {value!r}") from None
    if isinstance(value, str) and _has_text(kind):
        return _spelled(kind, value, at)
    is_made = _takes_a_mapping(kind) and (_is_mapping(value) or _is_dataclass(kind))
    return built(kind, value, at) if is_made else value


def _has_text(kind: type) -> bool:
    # To import decimal numbers for those who have none takes longer than most steps.
    rare = (("datetime", "date"), ("datetime", "time"), ("decimal", "Decimal"), ("uuid", "UUID"))
    loaded = [getattr(sys.modules[module], name) for module, name in rare if module in sys.modules]
    return issubclass(kind, (Path, *loaded))


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _takes_a_mapping(kind: type) -> bool:
    """Whether objects of a class are made of mappings, and are none themselves."""
    has_fields = _is_dataclass(kind) or bool(_hints(kind)) or hasattr(kind, "from_dict")
    return has_fields and not typing.is_typeddict(kind) and not issubclass(kind, dict)


def _spelled(kind: Callable[[str], object], value: str, at: str) -> object:
    """A path, date, time, decimal number or UUID of its text."""
    read: Callable[[str], object] = getattr(kind, "fromisoformat", kind)
    try:
        return read(value)
    except (ValueError, ArithmeticError):
        raise ConfigurationError(f"{at} must be a {getattr(kind, '__name__', kind)}, not {value!r}") from None


def _number(kind: type, value: object, at: str) -> object:
    """A number, a truth, or the text of a number; nothing is rounded and nothing is guessed."""
    wrong = ConfigurationError(f"{at} must be of type {kind.__name__}, not {value!r}")
    if kind is bool or isinstance(value, bool):
        if kind is bool and not isinstance(value, bool):
            raise wrong
        return value if kind is bool else kind(value)
    if not isinstance(value, int | float | str):
        raise wrong
    try:
        made: object = kind(value)
    except (ValueError, OverflowError):
        raise wrong from None
    if isinstance(value, float) and made != value and value == value:
        raise wrong
    return made
