"""Which way a picture runs."""

from typing import Literal, TypeAlias

from icefloe_schema.plan import Plan

Direction: TypeAlias = Literal["TB", "LR"]


def direction(plan: Plan) -> Direction:
    """The way that the plan's drawing runs, else downwards."""
    return "LR" if plan.display.get("direction") == "LR" else "TB"
