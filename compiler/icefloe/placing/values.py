"""The values of parameters that a file gives: read, and held against the parameters' JSON Schemas."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from icefloe.project.root import ProjectError

if TYPE_CHECKING:
    from icefloe_schema.plan import Parameter, Plan


def of_stack(plan: "Plan", path: str) -> dict[str, object]:
    """Give the values of a stack's file, which other pipelines use as well: what this one does not know is left out."""
    from icefloe_runtimes.step.parameters import variable

    taken = {one.name for one in plan.parameters if one.origin != "frozen" and not variable(one, os.environ)}
    return {name: value for name, value in document(path).items() if name in taken}


def checked(plan: "Plan", values: Mapping[str, object]) -> Mapping[str, object]:
    """Give values of a plan's parameters, of which each is one that its JSON Schema allows."""
    for one in plan.parameters:
        if one.name in values and one.schema:
            check(one, values[one.name])
    return values


def document(path: str) -> dict[str, object]:
    """Read what a YAML or JSON file says, which must be a mapping."""
    from icefloe.placing.plaindata import plain_data
    from icefloe.project import absolute, read_document
    from icefloe_schema.errors import SchemaError

    try:
        data = plain_data(read_document(absolute(path)).decode(), path)
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path} is not UTF-8: byte {error.start} cannot be read") from error
    except SchemaError as error:
        raise ProjectError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise ProjectError(f"{path} must be a mapping: a value for each parameter, by its name")
    return mapping(cast("object", data))


def check(parameter: "Parameter", value: object, where: str = "") -> None:
    """Refuse a value that the parameter's JSON Schema does not allow, with the place of the deepest complaint."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match  # pyright: ignore[reportUnknownVariableType]

    from icefloe_schema import literals

    if value is None and not parameter.required and parameter.default is None:
        return
    plain, is_known = _plain(value)
    if not is_known:
        return
    validator: Any = Draft202012Validator(mapping(literals.decode(parameter.schema)))
    errors: object = validator.iter_errors(plain)
    error: object = cast("Callable[[object], object]", best_match)(errors)
    if error is not None:
        parts = cast("list[object]", list(getattr(error, "absolute_path", ())))
        at = parameter.name + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in parts)
        raise ProjectError(f"{where}{at}: {str(getattr(error, 'message', error))[:300]}")


def _plain(value: object) -> tuple[object, bool]:
    """A value as JSON has it, and whether all of it can be said so: an object of the program's cannot."""
    if isinstance(value, Mapping):
        entries = {str(key): _plain(one) for key, one in cast("Mapping[object, object]", value).items()}
        return {key: one for key, (one, _) in entries.items()}, all(known for _, known in entries.values())
    if isinstance(value, list | tuple):
        items = [_plain(one) for one in cast("list[object]", value)]
        return [one for one, _ in items], all(known for _, known in items)
    if isinstance(value, Path):
        return value.as_posix(), True
    return value, value is None or isinstance(value, str | int | float)


def mapping(value: object) -> dict[str, object]:
    """Give a value as a mapping, an empty one for what is none."""
    return dict(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else {}
