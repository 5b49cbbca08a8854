"""The workflow file."""

from icefloe_runtimes import invocation
from icefloe_runtimes.github.actions import VERSIONS
from icefloe_runtimes.github.context import Context, context, data, label
from icefloe_runtimes.github.job import ARTIFACTS, job
from icefloe_runtimes.github.losses import losses
from icefloe_runtimes.github.trigger import triggers
from icefloe_runtimes.names import dns
from icefloe_runtimes.refusals import oversize
from icefloe_runtimes.target import Options, Rendered
from icefloe_runtimes.visible import visible
from icefloe_runtimes.yamlout import dumps
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Plan

SUFFIX = ".yml"
# A larger file does not start a run.
MAXIMUM_BYTES = 500_000


def render(plan: Plan, options: Options) -> Rendered:
    """The workflow that runs this plan, and what it cannot say of it."""
    text = dumps(_document(context(plan, options)), comments=VERSIONS, header=_header(plan, options))
    found = [*losses(plan, options), *oversize(text, MAXIMUM_BYTES)]
    return Rendered(files={f"{dns(plan.name)}{SUFFIX}": text}, losses=tuple(found))


def _document(here: Context) -> dict[str, Json]:
    variables: dict[str, Json] = {
        invocation.PLAN: data(here.options.plan_path),
        invocation.ROOT: data(here.options.root),
        invocation.ARTIFACTS: ARTIFACTS,
    }
    return {
        "name": label(here.plan.name),
        "on": triggers(here),
        "permissions": {},
        "concurrency": {"group": "${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": False},
        "env": variables,
        "jobs": {here.jobs[step.id]: job(here, step) for step in here.plan.steps},
    }


def _header(plan: Plan, options: Options) -> str:
    lines = [
        f"{visible(plan.name)}: made by `icefloe export github` from {visible(options.plan_path)}; do not edit.",
        "An input that is left empty takes the plan's own value.",
    ]
    if options.digest:
        lines.insert(1, f"plan: sha256:{visible(options.digest)}")
    return "\n".join(lines)
