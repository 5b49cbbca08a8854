"""The values of a plan's parameters."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from icefloe_runtimes.edges import deep, leaves
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.plan import FromAtom, FromDefault, Parameter, Plan

#: How the variables begin that give parameters of any dialect; the name follows as it is, or in capitals.
PREFIX = "ICEFLOE_PARAM_"


def parsed(pairs: tuple[str, ...]) -> dict[str, str]:
    """Split `NAME=VALUE`, as given on the command line."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"-p {pair}: write it as NAME=VALUE")
        found[name] = text
    return found


def check(plan: Plan, given: Mapping[str, object], environment: Mapping[str, str]) -> None:
    """Refuse unknown names, frozen parameters, wrong values, and required parameters without one."""
    values(plan, given, environment)
    lacking = [
        parameter
        for parameter in plan.parameters
        if parameter.required and parameter.name not in given and not environment.get(variable(parameter, environment))
    ]
    missing = [parameter.name for parameter in lacking]
    if missing:
        needs = ", ".join(repr(name) for name in missing)
        in_file = ", or all of them in a file with --config FILE" if any(one.schema for one in lacking) else ""
        sets = [one.name for one in plan.parameter_sets if set(missing) <= one.values.keys()]
        by_set = f", or take one of the program's own with --set: {', '.join(sets)}" if sets else ""
        raise UsageError(f"no value for {needs}: give it with -p {missing[0]}=VALUE{in_file}{by_set}")


def check_atoms(plan: Plan, given: Mapping[str, object], root: Path) -> None:
    """Refuse atoms from outside that are not given, or that are not there; paths begin at the project's root."""
    for name in atom_names(plan):
        if name not in given:
            raise UsageError(f"no value for the atom {name!r}: give its file or folder with -p {name}=PATH")
        if not (root / str(given[name])).exists():
            raise UsageError(f"the atom {name!r} should be at {given[name]}, but there is nothing")


def values(plan: Plan, given: Mapping[str, object], environment: Mapping[str, str]) -> dict[str, object]:
    """Every parameter that has a value: as given, from its environment variable, or by default (encoded refs kept)."""
    known = {parameter.name: parameter for parameter in plan.parameters}
    atoms = atom_names(plan)
    for name in given:
        if name not in known and name not in atoms:
            raise UsageError(f"unknown parameter {name!r}{meant(name, [*known, *atoms])}{_default(plan, name)}")
        if name in known and known[name].origin == "frozen":
            raise UsageError(
                f"parameter {name!r} was folded when the plan was compiled; compile with -D {name}=VALUE instead"
            )
    found: dict[str, object] = {name: given[name] for name in given if name not in known}
    for name, parameter in known.items():
        if name in given:
            found[name] = read_as(parameter, given[name])
        elif named := variable(parameter, environment):
            found[name] = read_as(parameter, environment[named])
        elif not parameter.required and parameter.origin != "optional":
            found[name] = literals.decode(parameter.default)
    return found


def _default(plan: Plan, name: str) -> str:
    """Say which step has a name as a default of its function, empty if none has."""
    for step in deep(plan.steps):
        if any(one.parameter == name and isinstance(one.value, FromDefault) for one in step.bindings):
            hint = f": context({name}=…) there makes it a parameter" if plan.dialect in ("native", "flowyml") else ""
            return f"; the function of step {step.id!r} has it with a default, which only the pipeline can change{hint}"
    return ""


def variable(parameter: Parameter, environment: Mapping[str, str]) -> str:
    """The variable of the environment that gives a parameter, "" for none: Icefloe's own before the dialect's."""
    if parameter.origin == "frozen":
        return ""
    capitals = re.sub(r"\W", "_", parameter.name, flags=re.ASCII).upper()
    names = (f"{PREFIX}{parameter.name}", f"{PREFIX}{capitals}", parameter.variable)
    return next((name for name in names if name and name in environment), "")


def unread(plan: Plan, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that look as if they gave a parameter of the plan, and give none."""
    read = {variable(parameter, environment) for parameter in plan.parameters}
    frozen = {f"{PREFIX}{one.name}".upper(): one.name for one in plan.parameters if one.origin == "frozen"}
    found: list[str] = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in read:
            known = {one.name: one for one in plan.parameters}
            told = frozen.get(name.upper())
            why = (
                f"parameter {told!r} was folded when the plan was compiled: compile with -D {told}=VALUE instead"
                if told
                else f"the plan has no such parameter{meant(name.removeprefix(PREFIX).lower(), known)}"
            )
            found.append(f"{name} is not used: {why}")
    return tuple(found)


def user(plan: Plan) -> str:
    """Give the user for whom the program itself runs, as far as the plan says that."""
    found = plan.obeyed.get("user")
    return found if isinstance(found, str) else ""


def defaults(plan: Plan) -> dict[str, object]:
    """Give the defaults of a plan's parameters, decoded."""
    return {one.name: literals.decode(one.default) for one in plan.parameters if not one.required}


def spelled(parameter_value: object) -> str:
    """Write a value so that `-p` reads the same value again."""
    if isinstance(parameter_value, str):
        return parameter_value
    try:
        return json.dumps(literals.encode(parameter_value))
    except literals.EncodeError as error:
        raise UsageError(f"a parameter must be a plain value: {error}") from None


def atom_names(plan: Plan) -> tuple[str, ...]:
    """Give the names of the atoms that come from outside."""
    found = [leaf.name for step in plan.steps for leaf in leaves(step) if isinstance(leaf, FromAtom)]
    return tuple(dict.fromkeys(found))


def read_as(parameter: Parameter, value: object) -> object:
    """Read text by the parameter's type: JSON if it is that, else the text; other values stand for themselves."""
    if not isinstance(value, str):
        return value
    kind = parameter.type.removeprefix("builtins.")
    if kind == "str" or (not kind and isinstance(literals.decode(parameter.default), str)):
        return value
    if kind == "int" and re.fullmatch(r"[+-]?[0-9]+", value):
        return int(value)
    if kind == "float":
        return _float(parameter.name, value)
    if kind == "bool" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    read = _json(value)
    if kind in ("int", "bool") and type(read).__name__ != kind:
        raise UsageError(f"parameter {parameter.name!r} is of type {kind}; {value!r} is not")
    return read


def _float(name: str, value: str) -> float:
    read = _json(value)
    if isinstance(read, float):
        return read
    try:
        return float(value)
    except ValueError:
        raise UsageError(f"parameter {name!r} is of type float; {value!r} is not") from None


def _json(text: str) -> object:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return text
    try:
        return literals.decode(read)
    except SchemaError:
        decoded: object = read
        return decoded
