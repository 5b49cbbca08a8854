"""What GitHub Actions cannot say of a plan."""

import re
from collections.abc import Iterator

from icefloe_runtimes import cron
from icefloe_runtimes.github.context import OPENING
from icefloe_runtimes.github.job import MAXIMUM_MINUTES, minutes
from icefloe_runtimes.refusals import of_plan
from icefloe_runtimes.target import Loss, Options
from icefloe_schema.plan import Plan, Step

_UTC = frozenset({"", "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z"})
_TOO_OFTEN = re.compile(r"\*(/[1-4])? .*")


def losses(plan: Plan, options: Options) -> Iterator[Loss]:
    """Every loss of this plan, the plan's own first, then step by step."""
    yield from of_plan(plan, options, OPENING)
    if plan.concurrency:
        message = f"jobs cannot be held to {plan.concurrency} at a time; the runners' own number is the limit"
        yield Loss(step="", part="concurrency", message=message)
    yield from _of_schedule(plan)
    for step in plan.steps:
        yield from _of_step(step)


def _of_schedule(plan: Plan) -> Iterator[Loss]:
    if not plan.schedule:
        return
    line = cron.line(plan.schedule)
    if line is None:
        message = "the schedule cannot be said in the five fields of cron; give it as a cron line"
        yield Loss(step="", part="schedule", message=message)
    elif _TOO_OFTEN.fullmatch(line):
        yield Loss(step="", part="schedule", message="a workflow is started every five minutes at most")
    if plan.schedule.timezone not in _UTC:
        message = f"schedules are in UTC, not in {plan.schedule.timezone}; convert the cron line and drop the time zone"
        yield Loss(step="", part="schedule", message=message)


def _of_step(step: Step) -> Iterator[Loss]:
    policy = step.policy
    if policy.retry and policy.retry.attempts > 1:
        message = "a job is not tried again by itself; retry inside the step, or run it locally or on Argo"
        yield Loss(step=step.id, part="retry", message=message)
    if policy.timeout is not None and minutes(step) is None:
        message = f"a time limit is a whole number of minutes up to {MAXIMUM_MINUTES} here; change it to one"
        yield Loss(step=step.id, part="timeout", message=message)
    if policy.resources:
        message = "a runner is chosen, not sized; remove the resources and set `runner` to one that is big enough"
        yield Loss(step=step.id, part="resources", message=message)
