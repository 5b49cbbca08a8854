"""The Workflow, and the CronWorkflow that starts it by the plan's schedule."""

from icefloe_runtimes import cron
from icefloe_runtimes.argo.context import ENTRYPOINT, Context, context, data, label
from icefloe_runtimes.argo.losses import losses
from icefloe_runtimes.argo.template import WORK, task, template
from icefloe_runtimes.invocation import settable, shown
from icefloe_runtimes.names import dns
from icefloe_runtimes.refusals import oversize
from icefloe_runtimes.target import Options, Rendered
from icefloe_runtimes.visible import visible
from icefloe_runtimes.yamlout import dumps
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Parameter, Plan

SUFFIX = ".argo.yaml"
CRON_SUFFIX = ".cron.argo.yaml"
# What the cluster's store takes, with room for the record of the run that Argo keeps beside it.
MAXIMUM_BYTES = 1_000_000
# An ordinary user without a name; Argo's own documentation uses this number.
_USER = 8737
# A CronWorkflow's name is at most 52 characters, as Argo appends the time to it.
_LONGEST = 40


def render(plan: Plan, options: Options) -> Rendered:
    """The manifests that run this plan, and what they cannot say of it."""
    here = context(plan, options)
    name, header = dns(plan.name, limit=_LONGEST), _header(here)
    files = {f"{name}{SUFFIX}": dumps(_workflow(here, name), header=header)}
    line = cron.line(plan.schedule) if plan.schedule else None
    if line:
        files[f"{name}{CRON_SUFFIX}"] = dumps(_cron(here, name, line), header=header)
    found = [*losses(plan, options), *oversize(max(files.values(), key=len), MAXIMUM_BYTES)]
    return Rendered(files=files, losses=tuple(found))


def _workflow(here: Context, name: str) -> dict[str, Json]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": f"{name}-", "annotations": _annotations(here)},
        "spec": _spec(here),
    }


def _cron(here: Context, name: str, line: str) -> dict[str, Json]:
    zone = here.plan.schedule.timezone if here.plan.schedule else ""
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "CronWorkflow",
        "metadata": {"name": name, "annotations": _annotations(here)},
        "spec": {
            "schedules": [line],
            "timezone": data(zone or "UTC"),
            "concurrencyPolicy": "Forbid",
            "workflowMetadata": {"annotations": _annotations(here)},
            "workflowSpec": _spec(here),
        },
    }


def _spec(here: Context) -> dict[str, Json]:
    plan = here.plan
    arguments = [_argument(here, parameter) for parameter in settable(plan)]
    return {
        "entrypoint": ENTRYPOINT,
        **({"arguments": {"parameters": arguments}} if arguments else {}),
        **({"parallelism": plan.concurrency} if plan.concurrency else {}),
        "automountServiceAccountToken": False,
        "executor": {"serviceAccountName": here.setting("executor-service-account", "default")},
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumes": [{"name": "artifacts", "emptyDir": {}}],
        "templates": [
            {"name": ENTRYPOINT, "dag": {"tasks": [task(here, step) for step in plan.steps]}},
            *(template(here, step) for step in plan.steps),
        ],
    }


def _argument(here: Context, parameter: Parameter) -> dict[str, Json]:
    """An argument; without a value it must be given, with an empty one the plan's own holds."""
    about = f"{parameter.name} ({parameter.type})" if parameter.type else parameter.name
    found: dict[str, Json] = {"name": here.arguments[parameter.name], "description": label(about)}
    return found if parameter.required else {**found, "value": data(shown(parameter))}


def _annotations(here: Context) -> dict[str, Json]:
    plan, options = here.plan, here.options
    found = {
        "workflows.argoproj.io/title": label(plan.name),
        "workflows.argoproj.io/description": label(plan.description),
        "icefloe/plan": label(options.plan_path),
        "icefloe/plan-sha256": label(options.digest),
    }
    return {key: text for key, text in found.items() if text}


def _header(here: Context) -> str:
    options = here.options
    folder = visible(options.settings.get("workdir", f"{WORK}/project"))
    return "\n".join(
        [
            f"{visible(here.plan.name)}: made by `icefloe export argo` from {visible(options.plan_path)}; do not edit.",
            f"The image must hold this repository in {folder}, the plan with it, and have icefloe and what the",
            "project needs installed; name yours with the setting `image`.",
            "The steps are given no token of the cluster; the executor beside them needs one, in the Secret",
            "`default.service-account-token` (the setting `executor-service-account` names another account).",
            "Artifacts go to the namespace's artifact repository.",
        ]
    )
