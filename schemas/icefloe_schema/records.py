"""Dataclasses that cost little to define.

`dataclasses.dataclass` compiles six functions for each class when its module is imported: half a millisecond each,
which for some hundreds of classes is several times what a small file needs to be checked. The decorator here gives the
same classes: their `__init__` is compiled when the first object is made, and what compares, hashes and prints them is
shared. `fields`, `replace`, `asdict` and `is_dataclass` of the standard library take them as their own.

Only what this project says is understood: `frozen`, `slots`, `kw_only`, `eq`, and `field` with `default`,
`default_factory`, `compare`, `repr`, `init` and `kw_only`.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, get_origin

_Class = TypeVar("_Class")
#: What `dataclasses.fields` tells fields by; it has no public name.
_IS_FIELD: object = dataclasses._FIELD  # type: ignore[attr-defined]  # pyright: ignore  # noqa: SLF001, PGH003


class _Parameters:
    """What `dataclasses` wants to know of a base: whether it is frozen."""

    __slots__ = ("frozen",)

    def __init__(self, *, frozen: bool) -> None:
        self.frozen = frozen


def _dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[_Class], _Class]:
    """Make a class a dataclass; the arguments mean what they mean in `dataclasses.dataclass`."""

    def decorate(cls: _Class) -> _Class:
        fields = _fields(cls, kw_only)
        made: Any = _with_slots(cls, fields) if slots else cls
        made.__dataclass_fields__ = fields
        made.__dataclass_params__ = _Parameters(frozen=frozen)
        own = made.__dict__
        _set_init(made, fields, frozen=frozen, slots=slots)
        if "__repr__" not in own:
            made.__repr__ = _represented
        if "__match_args__" not in own:
            positional = tuple(name for name, one in fields.items() if one.init and not one.kw_only)
            setattr(made, "__match_args__", positional)  # noqa: B010 - mypy takes it for a mistake
        if eq:
            _set_equality(made, fields, frozen=frozen)
        if frozen:
            made.__setattr__ = made.__delattr__ = _refuse
            if slots and "__getstate__" not in own:
                made.__getstate__, made.__setstate__ = _state, _restore
        decorated: _Class = made
        return decorated

    return decorate


def _fields(cls: Any, kw_only: bool) -> "dict[str, Field[Any]]":
    """The fields of a class, those of its bases first; defaults stay in the class for those who ask it."""
    fields: dict[str, Field[Any]] = {}
    for base in cls.__mro__[-1:0:-1]:
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    for name, annotation in cls.__annotations__.items():
        if _is_of_class(annotation):
            continue
        default = cls.__dict__.get(name, MISSING)
        one: Any = default
        if not isinstance(default, Field):
            one = dataclasses.field(default=default)
        one.name, one.type, one._field_type = name, annotation, _IS_FIELD  # noqa: SLF001
        if one.kw_only is MISSING:
            one.kw_only = kw_only
        fields[name] = one
        if one.default is not MISSING:
            setattr(cls, name, one.default)
        elif isinstance(default, Field):
            delattr(cls, name)
    return fields


def _is_of_class(annotation: object) -> bool:
    """Whether an annotation says that a name is the class's and no field."""
    if isinstance(annotation, str):
        return annotation.startswith("ClassVar")
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def _with_slots(cls: Any, fields: "dict[str, Field[Any]]") -> Any:
    """The class again, with a slot for each field that none of its bases has."""
    inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    body = {name: value for name, value in cls.__dict__.items() if name not in fields}
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    body["__slots__"] = tuple(name for name in fields if name not in inherited)
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _set_init(cls: Any, fields: "dict[str, Field[Any]]", *, frozen: bool, slots: bool) -> None:
    """Give a class an `__init__` that compiles itself when it is called first."""
    if "__init__" in cls.__dict__:
        return

    def first(self: object, *arguments: object, **named: object) -> None:
        made = _init(cls, fields, frozen=frozen, slots=slots)
        if cls.__dict__.get("__init__") is first:
            cls.__init__ = made
        made(self, *arguments, **named)

    first.__name__ = "__init__"
    cls.__init__ = first


def _init(cls: Any, fields: "dict[str, Field[Any]]", *, frozen: bool, slots: bool) -> Callable[..., None]:
    """Compile `__init__`; a slot is set through its descriptor, which is the fastest way past a frozen class."""
    scope: dict[str, Any] = {"MISSING": MISSING, "set_": object.__setattr__}
    takes: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for name, one in fields.items():
        value = name
        if one.default_factory is not MISSING:
            scope[f"make_{name}"] = one.default_factory
            value = f"make_{name}() if {name} is MISSING else {name}" if one.init else f"make_{name}()"
            default = "=MISSING"
        elif one.default is not MISSING:
            scope[f"default_{name}"] = one.default
            default = f"=default_{name}"
            value = name if one.init else f"default_{name}"
        else:
            default = ""
        if one.init:
            (named if one.kw_only else takes).append(f"{name}{default}")
        elif not default:
            continue
        if slots:
            scope[f"slot_{name}"] = _slot(cls, name).__set__
            body.append(f"slot_{name}(self, {value})")
        else:
            body.append(f"set_(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    star = ["*"] if named else []
    return _compiled(cls, "__init__", ", ".join(["self", *takes, *star, *named]), "\n ".join(body) or "pass", scope)


def _slot(cls: Any, name: str) -> Any:
    """The descriptor of a slot, wherever in the bases it is."""
    return next(base.__dict__[name] for base in cls.__mro__ if name in base.__dict__)


def _set_equality(cls: Any, fields: "dict[str, Field[Any]]", *, frozen: bool) -> None:
    """Let objects of exactly this class be equal when their fields are, and hash frozen ones by them."""
    own = cls.__dict__
    has_hash = "__hash__" in own and not (own["__hash__"] is None and "__eq__" in own)

    def tuple_of(of: str) -> str:
        return f"({''.join(f'{of}.{name}, ' for name, one in fields.items() if one.compare)})"

    def equal(self: object, other: object) -> Any:
        text = f"if self is other:\n  return True\n if other.__class__ is self.__class__:\n  return {tuple_of('self')}"
        return cls_method("__eq__", "self, other", f"{text} == {tuple_of('other')}\n return NotImplemented")(
            self, other
        )

    def hashed(self: object) -> Any:
        return cls_method("__hash__", "self", f"return hash({tuple_of('self')})")(self)

    def cls_method(name: str, takes: str, body: str) -> Callable[..., Any]:
        made = _compiled(cls, name, takes, body, {})
        if cls.__dict__.get(name) in (equal, hashed):
            setattr(cls, name, made)
        return made

    if "__eq__" not in own:
        cls.__eq__ = equal
    if not has_hash:
        cls.__hash__ = hashed if frozen else None


def _compiled(cls: Any, name: str, takes: str, body: str, scope: dict[str, Any]) -> Callable[..., Any]:
    """Compile one method of a class; the text is our own, made of the names of fields."""
    exec(f"def {name}({takes}):\n {body}", scope)  # noqa: S102
    made: Callable[..., Any] = scope[name]
    made.__qualname__ = f"{cls.__qualname__}.{name}"
    return made


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
