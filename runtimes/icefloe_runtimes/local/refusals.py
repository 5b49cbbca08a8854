"""What of a plan this runtime cannot do yet, and what it leaves aside."""

from collections.abc import Iterator, Mapping

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.step.refuse import refusal
from icefloe_schema.plan import Plan, Step


def refusals(plan: Plan) -> tuple[str, ...]:
    """Name everything for which this runtime refuses the plan; empty if it can run it."""
    found = list(_order(plan))
    if plan.hooks:
        found.append(f"the local runtime cannot run hooks yet: {', '.join(sorted(plan.hooks))}")
    for step in plan.steps:
        found += [reason for reason in (refusal(step),) if reason]
        found += [f"step {step.id!r}: the local runtime cannot honour {word} yet" for word in _policies(step)]
    return tuple(found)


def notes(plan: Plan) -> tuple[str, ...]:
    """Name what this runtime leaves aside, as the run is right without it."""
    cached = [step.id for step in plan.steps if step.policy.cache or (plan.cache and step.policy.cache is None)]
    policies = {
        "cache": bool(cached),
        "resources": any(step.policy.resources for step in plan.steps),
        "group": any(step.group for step in plan.steps),
        "tracking": any(step.policy.tracking for step in plan.steps),
        "registry": any(step.policy.registry for step in plan.steps),
        "environment": any(step.policy.environment for step in plan.steps),
        "schedule": plan.schedule is not None,
    }
    reasons = {
        "cache": "every step runs, as nothing is cached yet",
        "resources": "resources are not enforced here",
        "group": "each step has a process of its own, execution groups or not",
        "tracking": "nothing is sent to a tracker",
        "registry": "nothing is put into a registry",
        "environment": "steps run in the environment of this process",
        "schedule": "the schedule is not followed: the run starts now",
    }
    return tuple(reasons[name] for name, wanted in policies.items() if wanted)


def missing_secrets(plan: Plan, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Name the secrets that steps need and the environment does not have."""
    names = {secret: step.id for step in plan.steps for secret in step.policy.secrets}
    return tuple(
        f"step {step!r} needs the secret {name}: set it as an environment variable"
        for name, step in names.items()
        if name not in environment
    )


def _policies(step: Step) -> Iterator[str]:
    on_failure = step.policy.on_failure
    if on_failure and on_failure.action != "fail":
        yield f"`on_failure: {on_failure.action}`"
    if step.policy.circuit_breaker:
        yield "`circuit_breaker`"


def _order(plan: Plan) -> Iterator[str]:
    """A compiled plan is in order; one that was written by hand may not be."""
    ids = [step.id for step in plan.steps]
    seen: set[str] = set()
    for step in plan.steps:
        if step.id in seen:
            yield f"step {step.id!r} stands in the plan twice"
        for edge in incoming(step):
            if edge.source not in ids:
                yield f"step {step.id!r} needs the step {edge.source!r}, which the plan does not have"
            elif edge.source not in seen:
                yield f"step {step.id!r} stands before the step {edge.source!r}, which it needs"
        seen.add(step.id)
