"""The job of one step: fetch what it needs, run it, keep what it made."""

from icefloe_runtimes import invocation
from icefloe_runtimes.edges import incoming
from icefloe_runtimes.github.actions import CHECKOUT, DOWNLOAD, SETUP_PYTHON, UPLOAD
from icefloe_runtimes.github.context import Context, data, label
from icefloe_runtimes.github.trigger import value
from icefloe_runtimes.refusals import secret_is_safe
from icefloe_runtimes.step import folder
from icefloe_runtimes.yamlout import Script
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import decode
from icefloe_schema.plan import Step
from icefloe_schema.version import VERSION

ARTIFACTS = "icefloe-artifacts"
MAXIMUM_MINUTES = 360

_INSTALL = Script('python -m pip install --no-deps "$ICEFLOE_PACKAGE"\n')
_INSTALL_ALL = Script(f'{_INSTALL}python -m pip install -r /dev/stdin <<< "$ICEFLOE_REQUIREMENTS"\n')


def job(context: Context, step: Step) -> dict[str, Json]:
    """The job that runs this step."""
    sources = [edge.source for edge in incoming(step)]
    feeding = [edge.source for edge in incoming(step) if edge.outputs]
    needs: dict[str, Json] = {"needs": [context.jobs[source] for source in sources]} if sources else {}
    return {
        "name": label(step.title or step.id),
        "runs-on": context.setting("runner", "ubuntu-24.04"),
        **needs,
        "timeout-minutes": MAXIMUM_MINUTES,
        "permissions": {"contents": "read"},
        "steps": [
            {"name": "Check out", "uses": CHECKOUT, "with": {"persist-credentials": False}},
            {
                "name": "Set up Python",
                "uses": SETUP_PYTHON,
                "with": {"python-version": context.setting("python", "3.11")},
            },
            _install(context),
            *(_fetch(context, source) for source in feeding),
            _call(context, step),
            _keep(context, step),
        ],
    }


def minutes(step: Step) -> int | None:
    """A step's time limit in whole minutes; None if it has none or GitHub cannot say it."""
    seconds = decode(step.policy.timeout)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds % 60:
        return None
    whole = int(seconds // 60)
    return whole if 0 < whole <= MAXIMUM_MINUTES else None


def _install(context: Context) -> dict[str, Json]:
    package = context.setting("package", f"icefloe=={VERSION}")
    requirements = [data(requirement) for requirement in context.options.requirements]
    if not requirements:
        return {"name": "Install", "env": {"ICEFLOE_PACKAGE": package}, "run": _INSTALL}
    variables: dict[str, Json] = {"ICEFLOE_PACKAGE": package, "ICEFLOE_REQUIREMENTS": "\n".join(requirements)}
    return {"name": "Install", "env": variables, "shell": "bash", "run": _INSTALL_ALL}


def _fetch(context: Context, source: str) -> dict[str, Json]:
    return {
        "name": label(f"Fetch the outputs of {source}"),
        "uses": DOWNLOAD,
        "with": {"name": _artifact(context, source), "path": f"{ARTIFACTS}/{folder(source)}"},
    }


def _call(context: Context, step: Step) -> dict[str, Json]:
    parameters = invocation.needed(context.plan, step)
    variables: dict[str, Json] = {invocation.STEP: data(step.id)}
    for number, parameter in enumerate(parameters, 1):
        variables[invocation.name_of(number)] = data(parameter.name)
        variables[invocation.value_of(number)] = value(context, parameter)
    for secret in filter(secret_is_safe, step.policy.secrets):
        variables[secret] = f"${{{{ secrets.{secret} }}}}"
    limit = minutes(step)
    return {
        "name": label(f"Run {step.id}"),
        **({"timeout-minutes": limit} if limit else {}),
        "env": variables,
        "shell": "bash",
        "run": invocation.script(len(parameters)),
    }


def _keep(context: Context, step: Step) -> dict[str, Json]:
    return {
        "name": "Keep the outputs",
        "uses": UPLOAD,
        "with": {
            "name": _artifact(context, step.id),
            "path": f"{ARTIFACTS}/{folder(step.id)}",
            "if-no-files-found": "error",
            "include-hidden-files": True,
        },
    }


def _artifact(context: Context, step: str) -> str:
    return f"icefloe-{context.jobs[step]}"
