"""The values that a run of a bundle is given."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.narrow import fields
from icefloe_runtimes.step.parameters import atom_names, parsed
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Plan


def given_values(plan: Plan, pairs: Sequence[str], config: str | None, chosen: str) -> dict[str, object]:
    """Give the values of a set, over them those of a JSON file, over both those of the command line.

    `SECTION.FIELD=VALUE` sets one field of a parameter that is a mapping. The path of an atom begins here.
    """
    found = {**(_of_set(plan, chosen) if chosen else {}), **(_of_file(config) if config else {})}
    known = {one.name: one for one in plan.parameters}
    atoms = atom_names(plan)
    for name, text in parsed(tuple(pairs)).items():
        section, dot, field = name.partition(".")
        if name in known or not dot or section not in known:
            found[name] = str(Path(text).absolute()) if name in atoms and Path(text).exists() else text
        else:
            before = found.get(section, literals.decode(known[section].default))
            found[section] = _with_field(before, field.split("."), _read(text), name)
    return found


def labels(given: Sequence[str]) -> dict[str, str]:
    """Split `KEY=VALUE`."""
    found = [one.partition("=") for one in given]
    for key, equals, _ in found:
        if not key or not equals:
            raise UsageError("--label takes KEY=VALUE")
    return {key: value for key, _, value in found}


def _of_set(plan: Plan, name: str) -> dict[str, object]:
    sets = {one.name: one for one in plan.parameter_sets}
    if name not in sets:
        raise UsageError(f"--set {name}: the plan has no such set of parameters{meant(name, sets)}")
    return {key: literals.decode(value) for key, value in sets[name].values.items()}


def _of_file(path: str) -> dict[str, object]:
    try:
        read = cast(Json, json.loads(Path(path).read_text("utf-8")))
        if isinstance(read, dict):
            return {key: _decoded(value) for key, value in read.items()}
    except ValueError as error:
        raise UsageError(f"{path} is not JSON, which is what a bundle reads: {error}") from None
    raise UsageError(f"{path} must be an object: a value for each parameter, by its name")


def _with_field(before: object, path: list[str], value: object, name: str) -> object:
    made = dict(fields(before))
    if before is not None and not isinstance(before, Mapping):
        raise UsageError(f"-p {name}: what is to be set is no field of a mapping")
    made[path[0]] = value if len(path) == 1 else _with_field(made.get(path[0]), path[1:], value, name)
    return made


def _read(text: str) -> object:
    """JSON if it is that, else the text."""
    try:
        return _decoded(cast(Json, json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _decoded(data: Json) -> object:
    try:
        return literals.decode(data)
    except SchemaError:
        return data
