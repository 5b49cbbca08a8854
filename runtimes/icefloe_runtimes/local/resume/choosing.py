"""Choosing what is run: a run to go on from, or steps that are named."""

from pathlib import Path

from icefloe_runtimes.local.resume.choice import Choice
from icefloe_runtimes.local.resume.decision import Decided
from icefloe_runtimes.local.resume.given import Given, Wanted
from icefloe_schema.plan import Plan


def choose(plan: Plan, wanted: Wanted, workspace: Path, given: Given) -> Choice:
    """Decide what becomes of each step before anything runs; nothing is written for it.

    Raises `UsageError` for names that the plan or the workspace does not have, and where no run has what is needed.
    """
    if wanted == Wanted():
        return Choice(steps={step.id: Decided(action="run") for step in plan.steps})
    # Most runs take over nothing, and need not load what it takes to do so.
    from icefloe_runtimes.local.resume.looking import looked

    return looked(plan, wanted, workspace, given)


def hinted_stages(plan: Plan) -> str:
    """Give the steps that the program itself wants to run, empty for all."""
    found = plan.obeyed.get("stages")
    return ",".join(str(name) for name in found) if isinstance(found, list | tuple) else ""
