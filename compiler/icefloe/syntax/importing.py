"""Importing LibCST in less than half of its time, where nobody else in the process has it.

More than half of `import libcst` goes into `dataclasses.dataclass`, which compiles an `__init__` (and two functions
that refuse changes) for each of some two hundred kinds of nodes, of which a file holds a few dozen. While LibCST is
imported here, its classes get the same fields, and an `__init__` that is compiled when it is called often; it sets
slots directly, so that parsing is faster too. A test compares every class with what the standard library makes of it:
but for the docstring where the author wrote none, they are the same.

Another version of LibCST may say what is not known here. A class of which anything is not known goes to the standard
library, one by one, and if the import fails, all of it is imported anew as it is. Whoever imports this compiler as a
library gets LibCST as it is: only the command asks for this.
"""

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import KW_ONLY, MISSING, Field, InitVar
from functools import partial
from typing import Any, ClassVar, NoReturn

from icefloe_schema import inits, records

#: What a class may not say of itself: the standard library refuses it, or does otherwise because of it.
_UNKNOWN = ("__setattr__", "__delattr__", "__match_args__", "__replace__")
#: Whether `import_libcst` may be quick; the command says so of its own process.
is_wanted = False


def import_libcst() -> None:
    """Import LibCST, quickly if the command has asked for it; without effect if it is imported already."""
    if not is_wanted or "libcst" in sys.modules:
        return
    real: Any = dataclasses.dataclass
    setattr(dataclasses, "dataclass", _decorator(real))  # noqa: B010 - a type checker knows better
    try:
        import libcst  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except Exception:  # noqa: BLE001 - whatever it was, LibCST as it is may be imported, or says what is wrong
        for name in [name for name in sys.modules if name == "libcst" or name.startswith("libcst.")]:
            del sys.modules[name]  # whoever needs it imports it anew
    finally:
        setattr(dataclasses, "dataclass", real)  # noqa: B010


def _decorator(real: Any) -> Callable[..., Any]:
    def dataclass(cls: Any = None, /, **options: Any) -> Any:
        if cls is None:
            return partial(dataclass, **options)
        is_frozen = options.get("frozen", False)
        if set(options) <= {"frozen"} and _is_known(cls, is_frozen):
            return _quick(cls, is_frozen)
        return real(cls, **options)

    return dataclass


def _is_known(cls: Any, is_frozen: bool) -> bool:
    """Whether this is a class of LibCST of which nothing is said that is not understood here, nor of its bases."""
    own = cls.__dict__
    bases = [base.__dict__["__dataclass_params__"] for base in cls.__mro__ if "__dataclass_params__" in base.__dict__]
    return (
        cls.__module__.startswith("libcst.")
        and not any(name in own for name in _UNKNOWN)
        and all(isinstance(base, records.Parameters) and base.frozen == is_frozen for base in bases)
        and (is_frozen or cls.__setattr__ is object.__setattr__)
        and all(_is_plain(one, own.get(name, MISSING)) for name, one in records.annotations_of(cls).items())
    )


def _is_plain(annotation: object, default: object) -> bool:
    """Whether an annotation makes a plain field or none, with a default that the standard library would take."""
    if isinstance(annotation, str):
        if any(word in annotation for word in ("ClassVar", "InitVar", "KW_ONLY")):
            return False
    else:
        origin = getattr(annotation, "__origin__", annotation)
        if origin is KW_ONLY or origin is InitVar or type(origin) is InitVar:
            return False
        if origin is ClassVar:
            return not isinstance(default, Field)
    if isinstance(default, Field):
        is_kept = default.init or default.default is MISSING  # pyright: ignore[reportUnknownMemberType]
        return is_kept and default.hash is None and default.kw_only is MISSING
    return type(default).__hash__ is not None


def _quick(cls: Any, is_frozen: bool) -> Any:
    fields: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        if "__dataclass_fields__" in base.__dict__:
            fields.update({field.name: field for field in dataclasses.fields(base)})
    fields.update(records.own_fields(cls))
    cls.__dataclass_fields__ = fields
    cls.__dataclass_params__ = records.Parameters(frozen=is_frozen)
    placed = tuple(one.name for one in fields.values() if one.init and not one.kw_only)
    setattr(cls, "__match_args__", placed)  # noqa: B010
    if "__init__" not in cls.__dict__:
        inits.give_init(cls, frozen=is_frozen, slots=True)  # where there is no slot, what sets a field knows it
    records.give_words(cls, frozen=is_frozen)
    if is_frozen:
        cls.__setattr__, cls.__delattr__ = _set, _delete
    return cls


def _set(_: object, name: str, __: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
