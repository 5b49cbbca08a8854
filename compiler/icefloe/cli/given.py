"""The values that a run is given for a plan's parameters: on the command line, and in a file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from icefloe.cli.talk import Refusal, misused
from icefloe.placing.values import check, checked, document, mapping, of_stack

if TYPE_CHECKING:
    from icefloe_schema.jsonvalue import Json
    from icefloe_schema.plan import Parameter, Plan


def given_values(
    plan: "Plan", given: tuple[str, ...], configuration: str | None, chosen: str = "", stack: str = ""
) -> dict[str, object]:
    """Give the values by parameter: those of the stack's file where the environment has none, over them those of the
    set `chosen`, then those of the file `configuration`, and over all those of the command line.

    `SECTION.FIELD=VALUE` sets one field of a parameter that is a mapping. What a parameter's JSON Schema does not allow
    is refused with its place.
    """
    from icefloe_runtimes.step.parameters import atom_names

    parameters = {one.name: one for one in plan.parameters}
    found = of_stack(plan, stack) if stack else {}
    found |= values_of_set(plan, chosen) if chosen else {}
    found |= _of_file(parameters, configuration) if configuration else {}
    for name, text in pairs(given).items():
        section = next((one for one in _heads(name) if one in parameters), "")
        if name in parameters and parameters[name].schema:
            found[name] = _read(text)
        elif name in parameters or not section:
            _check_section(name, parameters, plan)
            found[name] = _path(text) if name in atom_names(plan) else text
        else:
            path = name.removeprefix(f"{section}.").split(".")
            found[section] = _with_field(parameters[section], found, path, text)
    checked(plan, found)
    return found


def with_value(plan: "Plan", found: Mapping[str, object], name: str, value: object) -> dict[str, object]:
    """Give a parameter with a value that stands in a list, or with one field of it set to that value."""
    from icefloe_runtimes.step.parameters import read_as

    parameters = {one.name: one for one in plan.parameters}
    if name in parameters:
        typed = read_as(parameters[name], value)
        made: object = _read(value) if isinstance(value, str) and parameters[name].schema else typed
        section = name
    else:
        section = next(one for one in _heads(name) if one in parameters)
        text = value if isinstance(value, str) else json.dumps(value)
        made = _with_field(parameters[section], found, name.removeprefix(f"{section}.").split("."), text)
    if parameters[section].schema:
        check(parameters[section], made)
    return {section: made}


def values_of_set(plan: "Plan", name: str, option: str = "--set") -> dict[str, object]:
    """Give the values of a set that the program itself names."""
    from icefloe_runtimes.step.names import meant
    from icefloe_schema import literals

    sets = {one.name: one for one in plan.parameter_sets}
    if name not in sets:
        there = meant(name, sets) or (f"; there are {', '.join(sets)}" if sets else "; there are none")
        raise Refusal(f"{option} {name}: the plan has no such set of parameters{there}")
    return {key: literals.decode(value) for key, value in sets[name].values.items()}


def pairs(given: tuple[str, ...], option: str = "-p", form: str = "NAME=VALUE") -> dict[str, str]:
    """Give what an option names, each name once."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            misused(f"{option} takes {form}, not {one!r}")
        if name in found:
            misused(f"{option} gives {name!r} twice")
        found[name] = value
    return found


def _heads(name: str) -> list[str]:
    """What may be the section of a dotted name, the longest first."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def _check_section(name: str, parameters: "Mapping[str, Parameter]", plan: "Plan") -> None:
    """Refuse a dotted name whose section there is not."""
    from icefloe_runtimes.step.names import meant
    from icefloe_runtimes.step.parameters import atom_names

    if name not in parameters and "." in name and name not in atom_names(plan):
        section = name.partition(".")[0]
        raise Refusal(f"-p {name}: the plan has no parameter {section!r}{meant(section, parameters)}")


def _path(text: str) -> str:
    """The path of an atom, seen from where the command is given."""
    return str(Path(text).absolute()) if Path(text).exists() else text


def _with_field(parameter: "Parameter", found: Mapping[str, object], path: list[str], text: str) -> object:
    """The value of a parameter with one field of it set."""
    from icefloe_runtimes.step.names import meant
    from icefloe_schema import literals

    name = f"{parameter.name}.{'.'.join(path)}"
    before: object = found.get(parameter.name, literals.decode(parameter.default))
    whole: object = _read(before) if isinstance(before, str) else {} if before is None else before
    schema = mapping(literals.decode(parameter.schema))
    made = inner = dict(_section(whole, name, parameter.name))
    at = parameter.name
    for number, key in enumerate(path):
        schema, known = _below(schema, key)
        if known is not None and key not in known:
            raise Refusal(f"-p {name}: {at!r} has no field {key!r}{meant(key, known)}")
        if number == len(path) - 1:
            inner[key] = text if schema.get("type") == "string" else _read(text)
        else:
            at = f"{at}.{key}"
            below = dict(_section(inner.get(key) or {}, name, at))
            inner[key] = below
            inner = below
    return made


def _section(value: object, name: str, at: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise Refusal(f"-p {name}: {at!r} is no mapping, so that it has no fields")
    return dict(mapping(cast("object", value)))


def _below(schema: Mapping[str, object], key: str) -> tuple[dict[str, object], list[str] | None]:
    """The schema of a field, and all fields that there are, as far as that is known."""
    properties = mapping(schema.get("properties"))
    is_open = not properties or schema.get("additionalProperties") not in (None, False)
    return mapping(properties.get(key)), None if is_open else list(properties)


def _read(text: str) -> object:
    """JSON if it is that, else the text."""
    from icefloe_schema import literals
    from icefloe_schema.errors import SchemaError

    try:
        read: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    try:
        return literals.decode(cast("Json", read))
    except SchemaError:
        return read


def _of_file(parameters: "Mapping[str, Parameter]", configuration: str) -> dict[str, object]:
    """The values of a YAML or JSON file: each key is a parameter."""
    from icefloe_runtimes.step.names import meant

    found = document(configuration)
    for name, value in found.items():
        if name not in parameters:
            raise Refusal(f"{configuration}: the plan has no parameter {name!r}{meant(name, parameters)}")
        if parameters[name].schema:
            check(parameters[name], value, f"{configuration}: ")
    return found
