"""How a job of another system calls one step: one fixed script, everything else in environment variables.

No word of a plan ever stands in a script, so that none can become a command. The script is the same text for every
step with the same number of parameters.
"""

import json
from collections.abc import Mapping

from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Parameter, Plan, Step

from icefloe_runtimes.edges import parameters
from icefloe_runtimes.yamlout import Script

PLAN = "ICEFLOE_PLAN"
STEP = "ICEFLOE_STEP"
ROOT = "ICEFLOE_ROOT"
ARTIFACTS = "ICEFLOE_ARTIFACTS"

_CALL = f'python -m icefloe_runtimes.step --root "${ROOT}" --artifacts "${ARTIFACTS}"'
_OPERANDS = f'-- "${PLAN}" "${STEP}"'


def script(count: int) -> Script:
    """The script that runs a step with this many parameters; one whose value is empty is left to the plan."""
    passed = [f'${{{value_of(n)}:+-p "${name_of(n)}=${value_of(n)}"}}' for n in range(1, count + 1)]
    return Script(" \\\n  ".join([_CALL, *passed, _OPERANDS]) + "\n")


def name_of(number: int) -> str:
    """The variable that holds the name of the parameter with this number, from 1."""
    return f"ICEFLOE_NAME_{number}"


def value_of(number: int) -> str:
    """The variable that holds the value of the parameter with this number, from 1."""
    return f"ICEFLOE_VALUE_{number}"


def settable(plan: Plan) -> tuple[Parameter, ...]:
    """The parameters that a run can set: one that was folded at compile time is part of the plan's shape."""
    return tuple(parameter for parameter in plan.parameters if parameter.origin != "frozen")


def needed(plan: Plan, step: Step) -> tuple[Parameter, ...]:
    """The settable parameters that this step reads, in the plan's order."""
    names = parameters(step)
    return tuple(parameter for parameter in settable(plan) if parameter.name in names)


def shown(default: Json) -> str:
    """A default as one would type it after `-p name=`; empty where only the plan can say it."""
    if isinstance(default, str):
        return default
    if isinstance(default, Mapping) and len(default) == 1 and "$float" in default:
        return str(default["$float"])
    if default is None or _is_tagged(default):
        return ""
    return json.dumps(default)


def _is_tagged(value: Json) -> bool:
    if isinstance(value, Mapping):
        return any(key.startswith("$") or _is_tagged(inner) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(map(_is_tagged, value))
