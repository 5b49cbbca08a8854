"""Importing LibCST in less than half of its time, where nobody else in the process has it.

More than half of `import libcst` goes into `dataclasses.dataclass`, which compiles an `__init__` (and two functions
that refuse changes) for each of some two hundred kinds of nodes, of which a file holds a few dozen. While LibCST is
imported here, its nodes get the same fields, and an `__init__` that is compiled when the first node of its kind is
made; it sets slots directly, so that parsing is faster too. A test compares every class with what the standard library
makes of it. Whoever imports this compiler as a library gets LibCST as it is: only the command asks for this.
"""

import dataclasses
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from icefloe_schema import inits, records

_OWN = ("__eq__", "__hash__", "__repr__")
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
    finally:
        setattr(dataclasses, "dataclass", real)  # noqa: B010


def _decorator(real: Any) -> Callable[..., Any]:
    parameters: object = real(frozen=True)(type("_Sample", (), {})).__dataclass_params__

    def dataclass(cls: Any = None, /, **options: Any) -> Any:
        if cls is None:
            return partial(dataclass, **options)
        if options != {"frozen": True} or not _is_node(cls):
            return real(cls, **options)
        return _quick(cls, parameters)

    return dataclass


def _is_node(cls: Any) -> bool:
    """Whether this is one of LibCST's nodes, of which all is known that `dataclass` would have to find out."""
    own = cls.__dict__
    return (
        cls.__module__.startswith("libcst._nodes.")
        and "__init__" not in own
        and cls.__doc__ is not None
        and all(name in own for name in _OWN)
    )


def _quick(cls: Any, parameters: object) -> Any:
    fields: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        if "__dataclass_fields__" in base.__dict__:
            fields.update({field.name: field for field in dataclasses.fields(base)})
    fields.update(records.own_fields(cls))
    cls.__dataclass_fields__ = fields
    cls.__dataclass_params__ = parameters
    setattr(cls, "__match_args__", tuple(name for name, field in fields.items() if field.init))  # noqa: B010
    inits.give_init(cls, frozen=True, slots=True)
    cls.__setattr__, cls.__delattr__ = _set, _delete
    return cls


def _set(_: object, name: str, __: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
