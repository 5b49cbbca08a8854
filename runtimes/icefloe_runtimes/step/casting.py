"""How a value is made one of a class: by calling the class, as `cast` in a binding says."""

from argparse import Namespace
from collections.abc import Callable

from icefloe_runtimes.step.narrow import entries, fields


def cast(make: Callable[..., object], value: object, parameter: str) -> object:
    """Call a class with a value.

    A `Namespace` and a pydantic model are made from the entries of a mapping: a model takes those that are its fields,
    and a value that is no mapping is its field of the parameter's name.
    """
    if make is Namespace and entries(value) is not None:
        return Namespace(**fields(value))
    known = fields(getattr(make, "model_fields", None))
    if isinstance(make, type) and known and callable(getattr(make, "model_validate", None)):
        given = {parameter: value} if entries(value) is None else fields(value)
        names = {name for own, field in known.items() for name in (own, *_aliases(field))}
        return make(**{name: item for name, item in given.items() if name in names})
    return make(value)


def _aliases(field: object) -> tuple[str, ...]:
    """The other names under which a model takes a field."""
    found = (getattr(field, "alias", None), getattr(field, "validation_alias", None))
    return tuple(name for name in found if isinstance(name, str))
