"""How a value is made one of a class: by calling the class, as `cast` in a binding says."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import is_typeddict

from icefloe_runtimes.standin.building import ConfigurationError, built
from icefloe_runtimes.standin.configs import DictMixin
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.narrow import entries, fields


def cast(make: Callable[..., object], value: object, parameter: str) -> object:
    """Call a class with a value.

    A `Namespace` and a pydantic model are made from the entries of a mapping: a model takes those that are its fields,
    and a value that is no mapping is its field of the parameter's name.
    """
    # Who has not imported it cannot ask for one.
    if make is getattr(sys.modules.get("argparse"), "Namespace", None) and entries(value) is not None:
        return make(**fields(value))
    known = fields(getattr(make, "model_fields", None))
    if isinstance(make, type) and known and callable(getattr(make, "model_validate", None)):
        given = {parameter: value} if entries(value) is None else fields(value)
        names = {name for own, field in known.items() for name in (own, *_aliases(field))}
        return make(**{name: item for name, item in given.items() if name in names})
    return make(value)


def configured(make: object, value: object, section: str, *, by_code: bool = False) -> object:
    """Make the configuration of a step: of its section, by the class's own `from_dict` if it has one that works.

    What the program itself gives (`by_code`) need not be what the readers of single fields want.
    """
    if isinstance(make, Inert) and entries(value) is not None:
        # The class is the original's own: what is known of it is what the section says.
        return SimpleNamespace(**fields(value))
    if not isinstance(make, type) or make in (dict, object) or is_typeddict(make) or value is None:
        return value
    if isinstance(value, make):
        return value
    try:
        return _made(make, value, section, by_code=by_code)
    except Exception as error:
        kind = "" if isinstance(error, ConfigurationError) else f"{type(error).__name__}: "
        raise StepFailed(f"the configuration does not fit {make.__name__}: {kind}{error}") from error


def _made(make: type, value: object, section: str, *, by_code: bool) -> object:
    if callable(getattr(make, "model_validate", None)):
        return getattr(make, "model_validate")(value)  # noqa: B009 - whatever class it is
    reader = getattr(make, "from_dict", None)
    own = getattr(reader, "__func__", None) is not getattr(DictMixin.from_dict, "__func__", None)
    if callable(reader) and own and entries(value) is not None:
        try:
            return reader(value)
        except (ValueError, TypeError):
            if not by_code:
                raise
    return built(make, value, section, by_code=by_code)


def _aliases(field: object) -> tuple[str, ...]:
    """The other names under which a model takes a field."""
    found = (getattr(field, "alias", None), getattr(field, "validation_alias", None))
    return tuple(name for name in found if isinstance(name, str))
