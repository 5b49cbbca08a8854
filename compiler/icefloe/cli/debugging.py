"""`run --debug`: what is run for the sake of one step."""

from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.plans import Chosen
from icefloe.cli.talk import Refusal

if TYPE_CHECKING:
    from icefloe.cli.asked import Asked


def only(asked: "Asked", chosen: Chosen, workspace: Path | None) -> str:
    """Give the one step that is to be run: the one to debug, where a run was there that has what it takes."""
    if not asked.debug or asked.only or asked.stages or asked.from_step:
        return asked.only
    ids = [step.id for step in chosen.plan.steps]
    own = next((one for one in ids if asked.debug == one or asked.debug.startswith(f"{one}/")), "")
    if not own:
        from icefloe_runtimes.step.names import meant

        raise Refusal(f"--debug {asked.debug}: the plan has no such step{meant(asked.debug, ids)}")
    place = workspace or chosen.root / ".icefloe"
    runs = place / "runs"
    _check_debugged(asked.debug, chosen)
    if asked.resume and own != asked.debug and _has_failed(asked.debug, asked.resume, place):
        # What is beside it in the same step, and has succeeded, is taken over only by going on.
        return ""
    return own if runs.is_dir() and any(runs.iterdir()) else ""


def _check_debugged(name: str, chosen: Chosen) -> None:
    """Refuse a step that is nothing but the steps in it, of which none is named."""
    from icefloe_runtimes.edges import bodies

    step = next((one for one in chosen.plan.steps if one.id == name), None)
    inner = [one.id for _, body in bodies(step) for one in body.steps] if step else []
    if inner:
        there = f"{'its steps are' if len(inner) > 1 else 'its step is'} {', '.join(inner[:5])}"
        raise Refusal(f"--debug {name}: it runs other steps: name one of these by its path, as a run calls it; {there}")


def _has_failed(name: str, run: str, workspace: Path) -> bool:
    """Whether a step is among those that a run would have to do again."""
    from icefloe_runtimes.local.record import load_run
    from icefloe_runtimes.step.errors import UsageError

    try:
        result = dict(load_run(run, workspace=workspace).step_results).get(name)
    except UsageError:
        return False
    return result is not None and result.status == "failed"
