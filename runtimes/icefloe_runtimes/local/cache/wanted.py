"""Whether the result of a step is to be used again."""

from icefloe_runtimes.edges import bodies
from icefloe_schema.plan import DynamicRun, NotebookRun, Plan, Step, StubRun


def is_anywhere(plan: Plan) -> bool:
    """Whether anything in a plan may be used again."""
    return _is_in(plan.steps, plan.cache)


def is_wanted(plan: Plan, around: tuple[Step, ...], step: Step) -> bool:
    """Whether the step, else the nearest one around it, else the plan wants it; `around` has the outermost first."""
    for one in (step, *reversed(around)):
        if one.policy.cache is not None:
            return one.policy.cache
    return plan.cache


def hindrance(step: Step, wanted: bool) -> str:
    """Why the result of a step is not used again, empty if it is; `wanted` is what holds around it."""
    own = wanted if step.policy.cache is None else step.policy.cache
    if not own:
        return "it is not cached"
    if isinstance(step.run, StubRun):
        return "it is a stub"
    if isinstance(step.run, NotebookRun):
        return "it is a notebook, of which nobody sees what it imports"
    if step.catalog:
        return "it works on files of a catalog"
    if not step.outputs and not step.policy.cache:
        return "it has no outputs: what it does is not done if it is not run"
    inner = bodies(step)
    if not inner and not isinstance(step.run, DynamicRun):
        return ""
    if isinstance(step.run, DynamicRun):
        return "what it builds is known only when it has run"
    found = ((one.id, hindrance(one, own)) for _, body in inner for one in body.steps)
    return next((f"step {name!r} in it: {why}" for name, why in found if why), "")


def _is_in(steps: tuple[Step, ...], wanted: bool) -> bool:
    for step in steps:
        own = wanted if step.policy.cache is None else step.policy.cache
        if own or any(_is_in(body.steps, own) for _, body in bodies(step)):
            return True
    return False
