"""What of a plan this runtime cannot do yet, and what it leaves aside."""

from collections.abc import Iterator
from pathlib import Path

from icefloe_runtimes import standin
from icefloe_runtimes.edges import bodies, deep, incoming
from icefloe_runtimes.local.policies.refusing import refused
from icefloe_runtimes.step.refuse import has_bodies, refusal
from icefloe_schema.plan import DynamicRun, LoopRun, ParallelRun, Plan, PythonRun, Step


def refusals(plan: Plan, framework: str = "standin", root: Path | None = None) -> tuple[str, ...]:
    """Name everything for which this runtime refuses the plan; empty if it can run it.

    `root` is where its notebooks are looked for.
    """
    found: list[str] = [*_of_body(plan.steps, frozenset()), *refused(plan, root)]
    for step in deep(plan.steps):
        found += [reason for reason in (None if has_bodies(step) else refusal(step),) if reason]
        found += _originals(step) if framework == "standin" else []
    return tuple(dict.fromkeys(found))


def notes(plan: Plan) -> tuple[str, ...]:
    """Name what this runtime leaves aside, as the run is right without it."""
    policies = {
        "tracking": any(step.policy.tracking for step in deep(plan.steps)),
        "schedule": plan.schedule is not None,
    }
    reasons = {
        "tracking": "nothing is sent to a tracker",
        "schedule": "the schedule is not followed: the run starts now",
    }
    return tuple(reasons[name] for name, wanted in policies.items() if wanted)


def _originals(step: Step) -> Iterator[str]:
    """A step whose code is the original's own, for which a stand-in stands."""
    if isinstance(step.run, PythonRun):
        package = step.run.function.module.partition(".")[0]
        if package in standin.NAMES:
            how = f"install {package}, and run with --framework installed"
            yield f"step {step.id!r} runs `{step.run.function.module}`, the code of {package} itself: {how}"


def _of_body(steps: tuple[Step, ...], around: frozenset[str]) -> Iterator[str]:
    """A compiled plan is in order and fits together; one that was written by hand may not."""
    ids = frozenset(step.id for step in steps)
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            yield f"step {step.id!r} stands in the plan twice"
        for edge in incoming(step):
            if edge.source in ids:
                if edge.source not in seen:
                    yield f"step {step.id!r} stands before the step {edge.source!r}, which it needs"
            elif edge.source not in around:
                yield f"step {step.id!r} needs the step {edge.source!r}, which the plan does not have"
        seen.add(step.id)
        yield from _of_results(step)
        for _name, body in bodies(step):
            yield from _of_body(body.steps, around | ids)


def _of_results(step: Step) -> Iterator[str]:
    """Outputs that no body gives, and branches that cannot be told apart."""
    if not has_bodies(step):
        return
    inner = bodies(step)
    given = {result.name for _name, body in inner for result in body.results}
    given |= set(step.run.carry) if isinstance(step.run, LoopRun) else set()
    # What a dynamic step gives it says itself, when what it has built has run.
    for output in () if isinstance(step.run, DynamicRun) else step.outputs:
        if output.name not in given:
            yield f"step {step.id!r} declares the output {output.name!r}, which no body of it gives"
    names = [name for name, _body in inner]
    if isinstance(step.run, ParallelRun) and len(set(names)) < len(names):
        yield f"step {step.id!r} has two branches of one name"
