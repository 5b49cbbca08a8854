"""How a job of another system calls one step: one fixed script, everything else in environment variables.

No word of a plan ever stands in a script, so that none can become a command. The script is the same text for every
step with the same number of parameters.
"""

from icefloe_runtimes.edges import parameters
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.parameters import spelled, values
from icefloe_runtimes.yamlout import Script
from icefloe_schema import literals
from icefloe_schema.plan import Parameter, Plan, Step

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


def shown(parameter: Parameter) -> str:
    """A default as one would type it after `-p name=`; empty where only the plan can say it, or there is none."""
    value = literals.decode(parameter.default)
    if parameter.required or value is None:
        return ""
    try:
        text = repr(value) if isinstance(value, float) else spelled(value)
        read = values(_alone(parameter), {parameter.name: text}, {})[parameter.name]
        return text if literals.encode(read) == parameter.default else ""
    except (UsageError, literals.EncodeError):
        return ""


def _alone(parameter: Parameter) -> Plan:
    return Plan(name="", dialect="", parameters=(parameter,))
