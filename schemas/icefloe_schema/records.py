"""Dataclasses that cost little to define.

`dataclasses.dataclass` compiles six functions for each class when its module is imported: half a millisecond each,
which for some hundreds of classes is several times what a small file needs to be checked. The decorator here gives the
same classes: their `__init__` is compiled when it is called often, what compares and hashes them when it is called
first, and what prints them is shared. `fields`, `replace`, `asdict` and `is_dataclass` of the standard library take
them as their own.

Only what this project says is understood: `frozen`, `slots`, `kw_only`, `eq`, and `field` with `default`,
`default_factory`, `compare`, `repr`, `init` and `kw_only`.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, cast

from icefloe_schema.inits import compiled, give_init

_Class = TypeVar("_Class")
#: What `dataclasses.fields` tells fields by; it has no public name.
_IS_FIELD: object = dataclasses._FIELD  # type: ignore[attr-defined]  # pyright: ignore  # noqa: SLF001, PGH003


class Parameters:
    """What `dataclasses` wants to know of a base: whether it is frozen."""

    __slots__ = ("frozen",)

    def __init__(self, *, frozen: bool) -> None:
        self.frozen = frozen


class _Fields:
    """The fields of a class where `dataclasses` looks for them, made when somebody asks: few are ever asked for."""

    __slots__ = ("cls", "defaults", "kw_only")

    def __init__(self, cls: Any, defaults: dict[str, Any], kw_only: bool) -> None:
        self.cls = cls
        self.defaults = defaults
        self.kw_only = kw_only

    def __get__(self, of: object, owner: object) -> "dict[str, Field[Any]]":
        fields: dict[str, Field[Any]] = {}
        for base in self.cls.__mro__[-1:0:-1]:
            if "__dataclass_fields__" in base.__dict__:
                fields.update(base.__dataclass_fields__)
        for name, annotation in annotations_of(self.cls).items():
            if not _is_of_class(annotation):
                fields[name] = _field(name, annotation, self.defaults.get(name, MISSING), self.kw_only)
        self.cls.__dataclass_fields__ = fields
        return fields


class _Positional:
    """The names that stand for positions in a pattern, made when somebody asks for them."""

    __slots__ = ("cls",)

    def __init__(self, cls: Any) -> None:
        self.cls = cls

    def __get__(self, of: object, owner: object) -> tuple[str, ...]:
        fields = self.cls.__dataclass_fields__
        names = tuple(name for name, one in fields.items() if one.init and not one.kw_only)
        setattr(self.cls, "__match_args__", names)  # noqa: B010 - mypy takes it for a mistake
        return names


def _dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[_Class], _Class]:
    """Make a class a dataclass; the arguments mean what they mean in `dataclasses.dataclass`."""

    def decorate(cls: _Class) -> _Class:
        names = [name for name, annotation in annotations_of(cls).items() if not _is_of_class(annotation)]
        own = cls.__dict__
        defaults = {name: own[name] for name in names if name in own}
        made: Any = _with_slots(cls, names) if slots else _without_fields(cls, defaults)
        made.__dataclass_fields__ = _Fields(made, defaults, kw_only)
        made.__dataclass_params__ = Parameters(frozen=frozen)
        own = made.__dict__
        if "__init__" not in own:
            give_init(made, frozen=frozen, slots=slots)
        if "__match_args__" not in own:
            setattr(made, "__match_args__", _Positional(made))  # noqa: B010 - the same
        give_words(made, frozen=frozen, eq=eq)
        if frozen:
            made.__setattr__ = made.__delattr__ = _refuse
            if slots and "__getstate__" not in own:
                made.__getstate__, made.__setstate__ = _state, _restore
        decorated: _Class = made
        return decorated

    return decorate


def own_fields(cls: Any) -> "dict[str, Field[Any]]":
    """The fields that a class adds to those of its bases; what `field` has said leaves the class's body.

    A default may come from a base, as in `dataclasses`; a slot of a base is none.
    """
    annotations = {name: one for name, one in annotations_of(cls).items() if not _is_of_class(one)}
    defaults = {name: getattr(cls, name, MISSING) for name in annotations}
    defaults = {name: MISSING if isinstance(one, MemberDescriptorType) else one for name, one in defaults.items()}
    _without_fields(cls, {name: one for name, one in defaults.items() if name in cls.__dict__})
    return {name: _field(name, one, defaults[name], False) for name, one in annotations.items()}


def annotations_of(cls: Any) -> dict[str, Any]:
    """What a class annotates itself, and none of its bases."""
    own: dict[str, Any] = cls.__annotations__
    return own


def _field(name: str, annotation: Any, default: Any, kw_only: bool) -> "Field[Any]":
    one = cast("Any", default if isinstance(default, Field) else dataclasses.field(default=default))
    one.name, one.type, one._field_type = name, annotation, _IS_FIELD  # noqa: SLF001
    if one.kw_only is MISSING:
        one.kw_only = kw_only
    return cast("Field[Any]", one)


def _without_fields(cls: Any, defaults: dict[str, Any]) -> Any:
    """The class with plain defaults in the place of what `field` has given."""
    for name, default in defaults.items():
        if isinstance(default, Field):
            given: object = default.default  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            if given is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, given)
    return cls


def _is_of_class(annotation: object) -> bool:
    """Whether an annotation says that a name is the class's and no field."""
    if isinstance(annotation, str):
        return annotation.startswith("ClassVar")
    return annotation is ClassVar or getattr(annotation, "__origin__", None) is ClassVar


def _with_slots(cls: Any, names: list[str]) -> Any:
    """The class again, with a slot for each field that none of its bases has."""
    inherited = {name for base in cls.__mro__[1:-1] for name in base.__dict__.get("__slots__", ())}
    body = dict(cls.__dict__)
    for name in (*names, "__dict__", "__weakref__"):
        body.pop(name, None)
    body["__slots__"] = tuple(name for name in names if name not in inherited)
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def give_words(cls: Any, *, frozen: bool, eq: bool = True) -> None:
    """Give a class with `__dataclass_fields__` what prints, compares and hashes its objects, but for what it has."""
    if "__repr__" not in cls.__dict__:
        cls.__repr__ = _represented
    if eq:
        _give_equality(cls, frozen=frozen)


def _give_equality(cls: Any, *, frozen: bool) -> None:
    """Let objects of exactly this class be equal when their fields are, and hash frozen ones by them."""
    own = cls.__dict__
    has_hash = "__hash__" in own and not (own["__hash__"] is None and "__eq__" in own)

    def tuple_of(of: str) -> str:
        fields: dict[str, Field[Any]] = cls.__dataclass_fields__
        return f"({''.join(f'{of}.{name}, ' for name, one in fields.items() if one.compare)})"

    def equal(self: object, other: object) -> Any:
        text = f"if self is other:\n  return True\n if other.__class__ is self.__class__:\n  return {tuple_of('self')}"
        return cls_method("__eq__", "self, other", f"{text} == {tuple_of('other')}\n return NotImplemented")(
            self, other
        )

    def hashed(self: object) -> Any:
        return cls_method("__hash__", "self", f"return hash({tuple_of('self')})")(self)

    def cls_method(name: str, takes: str, body: str) -> Callable[..., Any]:
        made = compiled(cls, name, takes, body, {})
        if cls.__dict__.get(name) in (equal, hashed):
            setattr(cls, name, made)
        return made

    if "__eq__" not in own:
        cls.__eq__ = equal
    if not has_hash:
        cls.__hash__ = hashed if frozen else None


@recursive_repr()
def _represented(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, one in self.__dataclass_fields__.items() if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to or delete field {name!r} of {type(self).__name__}")


def _state(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _restore(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # type checkers know this one, and what it makes
else:

    def dataclass(cls=None, /, **options):
        """Make a class a dataclass, as `dataclasses.dataclass` does."""
        return _dataclass(**options) if cls is None else _dataclass(**options)(cls)
