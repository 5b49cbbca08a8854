"""`run --dry-run`: what a run would do, in words."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icefloe_runtimes.local.foreseen import Foreseen
    from icefloe_schema.plan import Plan

_WORDS = {"run": "would run", "cached": "is cached", "taken": "is taken", "skipped": "is left out"}


def lines(plan: "Plan", found: "Sequence[Foreseen]") -> Iterator[str]:
    """Give the lines: what would become of each step and why, and the sum of it."""
    from icefloe_runtimes.local.amounts import seconds
    from icefloe_runtimes.local.summary import table

    yield f"{plan.name}: nothing was run"
    yield from table([(one.step, _WORDS[one.action], one.why) for one in found])
    count = sum(one.action == "run" for one in found)
    saved = sum(one.saved_seconds for one in found)
    told = f"; {seconds(saved)} would be saved" if saved else ""
    yield f"{count} of {len(found)} steps would run{told}"
