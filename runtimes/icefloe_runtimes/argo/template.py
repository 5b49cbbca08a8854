"""The container template of one step, and the task that calls it."""

from icefloe_runtimes import invocation
from icefloe_runtimes.argo.context import Context, environment
from icefloe_runtimes.argo.resources import limits
from icefloe_runtimes.argo.retry import strategy
from icefloe_runtimes.edges import incoming
from icefloe_runtimes.refusals import secret_is_safe
from icefloe_runtimes.step import folder
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import decode
from icefloe_schema.plan import Step

WORK = "/work"
ARTIFACTS = f"{WORK}/artifacts"
IMAGE = "python:3.11-slim"
OUTPUTS = "outputs"


def task(context: Context, step: Step) -> dict[str, Json]:
    """The node of the DAG: after which others it runs, and what it takes from them."""
    depends = " && ".join(context.tasks[edge.source] for edge in incoming(step))
    passed: list[Json] = [
        {"name": name, "from": f"{{{{tasks.{name}.outputs.artifacts.{OUTPUTS}}}}}"}
        for name in (context.tasks[source] for source in feeding(step))
    ]
    return {
        "name": context.tasks[step.id],
        "template": context.tasks[step.id],
        **({"depends": depends} if depends else {}),
        **({"arguments": {"artifacts": passed}} if passed else {}),
    }


def template(context: Context, step: Step) -> dict[str, Json]:
    """The template that runs this step in a container of its own."""
    policy = step.policy
    taken: list[Json] = [
        {"name": context.tasks[source], "path": f"{ARTIFACTS}/{folder(source)}"} for source in feeding(step)
    ]
    made: list[Json] = [{"name": OUTPUTS, "path": f"{ARTIFACTS}/{folder(step.id)}"}]
    deadline = seconds(policy.timeout)
    return {
        "name": context.tasks[step.id],
        **({"inputs": {"artifacts": taken}} if taken else {}),
        "outputs": {"artifacts": made},
        **({"activeDeadlineSeconds": str(deadline)} if deadline else {}),
        **({"retryStrategy": strategy(policy.retry)} if policy.retry and policy.retry.attempts > 1 else {}),
        "container": _container(context, step),
    }


def seconds(timeout: Json) -> int | None:
    """An encoded time limit in whole seconds; None if there is none or Argo cannot say it."""
    value = decode(timeout)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if 0 < value < 2**31 else None


def feeding(step: Step) -> tuple[str, ...]:
    """The steps whose outputs this one takes."""
    return tuple(edge.source for edge in incoming(step) if edge.outputs)


def _container(context: Context, step: Step) -> dict[str, Json]:
    parameters = invocation.needed(context.plan, step)
    needs = limits(step.policy.resources) if step.policy.resources else {}
    return {
        "image": context.setting("image", IMAGE),
        "workingDir": context.setting("workdir", f"{WORK}/project"),
        "command": ["sh", "-c"],
        "args": [invocation.script(len(parameters))],
        "env": [*_variables(context, step), *_secrets(context, step)],
        **({"resources": needs} if needs else {}),
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        "volumeMounts": [{"name": "artifacts", "mountPath": ARTIFACTS}],
    }


def _variables(context: Context, step: Step) -> list[Json]:
    variables: dict[str, str] = {
        invocation.PLAN: environment(context.options.plan_path),
        invocation.ROOT: environment(context.options.root),
        invocation.ARTIFACTS: ARTIFACTS,
        invocation.STEP: environment(step.id),
        "HOME": "/tmp",  # noqa: S108 - the container's own; the user that it runs as has no home
    }
    for number, parameter in enumerate(invocation.needed(context.plan, step), 1):
        variables[invocation.name_of(number)] = environment(parameter.name)
        argument = context.arguments[parameter.name]
        variables[invocation.value_of(number)] = f"{{{{workflow.parameters.{argument}}}}}"
    return [{"name": name, "value": value} for name, value in variables.items()]


def _secrets(context: Context, step: Step) -> list[Json]:
    store = context.setting("secret", "icefloe")
    names = filter(secret_is_safe, step.policy.secrets)
    return [{"name": name, "valueFrom": {"secretKeyRef": {"name": store, "key": name}}} for name in names]
