"""How a value is made one of a class: by calling the class, as `cast` in a binding says."""

from argparse import Namespace
from collections.abc import Callable, Mapping


def cast(make: Callable[..., object], value: object, parameter: str) -> object:
    """Call a class with a value.

    A `Namespace` and a pydantic model are made from the entries of a mapping: a model takes those that are its fields,
    and a value that is no mapping is its field of the parameter's name.
    """
    if make is Namespace and isinstance(value, Mapping):
        return Namespace(**value)
    fields: object = getattr(make, "model_fields", None)
    if isinstance(make, type) and isinstance(fields, Mapping) and callable(getattr(make, "model_validate", None)):
        given = value if isinstance(value, Mapping) else {parameter: value}
        names = {name for field, known in fields.items() for name in (field, *_aliases(known))}
        return make(**{name: item for name, item in given.items() if name in names})
    return make(value)


def _aliases(field: object) -> tuple[str, ...]:
    """The other names under which a model takes a field."""
    found = (getattr(field, "alias", None), getattr(field, "validation_alias", None))
    return tuple(name for name in found if isinstance(name, str))
