"""The ways through the steps of an executor: what needs what."""

from collections.abc import Iterable, Mapping

from icefloe.graph import Step
from icefloe_schema import plan


def reads(step: Step) -> set[str]:
    """The steps whose results a step reads."""
    return {binding.source.step for binding in step.bindings if isinstance(binding.source, plan.FromOutput)}


def needs(steps: Iterable[Step]) -> dict[str, set[str]]:
    """What each step needs, by id."""
    return {step.id: {order.step for order in step.after} | reads(step) for step in steps}


def reaches(needs: Mapping[str, Iterable[str]], source: str, target: str) -> bool:
    """Whether the source already needs the target, at any distance: then an edge back closes a circle."""
    seen: set[str] = set()
    waiting = [source]
    while waiting:
        name = waiting.pop()
        if name == target:
            return True
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, ())
    return False
