"""What Argo Workflows cannot say of a plan."""

from collections.abc import Iterator

from icefloe_runtimes import cron
from icefloe_runtimes.argo.context import OPENING
from icefloe_runtimes.argo.resources import is_quantity
from icefloe_runtimes.argo.retry import duration, whole
from icefloe_runtimes.argo.template import seconds
from icefloe_runtimes.refusals import of_plan
from icefloe_runtimes.target import Loss, Options
from icefloe_schema.plan import Plan, Resources, Retry, Step


def losses(plan: Plan, options: Options) -> Iterator[Loss]:
    """Every loss of this plan, the plan's own first, then step by step."""
    yield from of_plan(plan, options, OPENING)
    if plan.schedule and cron.line(plan.schedule) is None:
        message = "the schedule cannot be said in the five fields of cron; give it as a cron line"
        yield Loss(step="", part="schedule", message=message)
    for step in plan.steps:
        yield from _of_step(step)


def _of_step(step: Step) -> Iterator[Loss]:
    policy = step.policy
    if policy.timeout is not None and seconds(policy.timeout) is None:
        message = "a time limit is a whole number of seconds here; change it to one"
        yield Loss(step=step.id, part="timeout", message=message)
    if policy.retry:
        yield from _of_retry(step.id, policy.retry)
    if policy.resources:
        yield from _of_resources(step.id, policy.resources)


def _of_retry(step: str, retry: Retry) -> Iterator[Loss]:
    if retry.on or retry.unless:
        message = "Argo sees that a step failed, not by which exception: every failure is tried again"
        yield Loss(step=step, part="retry.on" if retry.on else "retry.unless", message=message)
    if retry.jitter:
        yield Loss(step=step, part="retry.jitter", message="Argo waits exactly as long as it is told; drop the jitter")
    if retry.factor is not None and whole(retry.factor) is None:
        yield Loss(step=step, part="retry.factor", message="a factor is a whole number here, of at least 1")
    for part, value in (("delay", retry.delay), ("maximum_delay", retry.maximum_delay)):
        if value is not None and duration(value) is None:
            yield Loss(step=step, part=f"retry.{part}", message="this is not a number of seconds that Argo can wait")


def _of_resources(step: str, resources: Resources) -> Iterator[Loss]:
    for name, amount in (("cpu", resources.cpu), ("memory", resources.memory), ("storage", resources.storage)):
        if amount and not is_quantity(amount):
            message = f"{amount!r} is not an amount as Kubernetes writes it: 2, 500m, 4Gi"
            yield Loss(step=step, part=f"resources.{name}", message=message)
    if resources.gpu:
        message = f"the model {resources.gpu!r} is a matter of the cluster's node labels; only the number is exported"
        yield Loss(step=step, part="resources.gpu", message=message)
    if resources.affinity:
        message = "affinity is a matter of the cluster's node labels and is not exported"
        yield Loss(step=step, part="resources.affinity", message=message)
