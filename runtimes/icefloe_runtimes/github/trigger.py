"""When a workflow runs: by hand, with the plan's parameters as its form, and by the plan's schedule."""

from icefloe_runtimes import cron
from icefloe_runtimes.github.context import Context, data, label
from icefloe_runtimes.invocation import settable, shown
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Parameter


def triggers(context: Context) -> dict[str, Json]:
    """The `on` part of the workflow."""
    dispatch: dict[str, Json] = {"inputs": _inputs(context)} if context.inputs else {}
    found: dict[str, Json] = {"workflow_dispatch": dispatch}
    line = cron.line(context.plan.schedule) if context.plan.schedule else None
    if line:
        found["schedule"] = [{"cron": line}]
    return found


def value(context: Context, parameter: Parameter) -> str:
    """The expression that gives a parameter's value in a job; empty when nobody set it."""
    name = context.inputs[parameter.name]
    if context.has_single_input():
        return f"${{{{ fromJSON(inputs.parameters || '{{}}')['{name}'] }}}}"
    return f"${{{{ inputs.{name} }}}}"


def _inputs(context: Context) -> dict[str, Json]:
    parameters = settable(context.plan)
    if not context.has_single_input():
        return {context.inputs[parameter.name]: _input(parameter) for parameter in parameters}
    names = ", ".join(context.inputs[parameter.name] for parameter in parameters)
    required = any(parameter.required for parameter in parameters)
    form: dict[str, Json] = {
        "description": f"A JSON object with any of: {names}",
        "type": "string",
        "required": required,
    }
    return {"parameters": form if required else {**form, "default": "{}"}}


def _input(parameter: Parameter) -> dict[str, Json]:
    about = f"{parameter.name} ({parameter.type})" if parameter.type else parameter.name
    form: dict[str, Json] = {"description": label(about), "type": "string", "required": parameter.required}
    default = data(shown(parameter))
    return {**form, "default": default} if default else form
