"""Which steps of a plan need which."""

from icefloe_runtimes.edges import incoming
from icefloe_schema.plan import Plan


def needs(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Each step of a plan with the steps that it needs, in the plan's order, which is one in which they can run."""
    own = {step.id for step in plan.steps}
    return {step.id: tuple(edge.source for edge in incoming(step) if edge.source in own) for step in plan.steps}
