"""`icefloe explain` and `icefloe schema`: the pages that come with the tool, and why a step was run."""

import click

from icefloe.cli.completions import codes
from icefloe.cli.talk import Refusal, put
from icefloe.cli.workspaces import workspace_option


@click.command(short_help="Say what a code means, or why a step was run.")
@click.argument("code", shell_complete=codes, required=False, default="", metavar="[CODE|STEP]")
@click.option("--run", "run", metavar="RUN", default="", help="Of this run, not the last: its id, or how that begins.")
@workspace_option
def explain(code: str, run: str, workspace: str | None) -> None:
    """Say what CODE (`FLO201`, or a rule's name) means, and what to do.

    Of how several codes begin (`FLO2`) it lists these, unless a step of the last run has this name; without CODE it
    lists all.

    Of STEP it says why the last run ran it, or did not: what had changed since its result was kept, or which result
    was used again. A step inside others is called by its path, `train-loop/2/train`.
    """
    from icefloe import api
    from icefloe.choice.known import begins as is_beginning
    from icefloe.project import ProjectError

    if run or workspace:
        put(_step(code, run or "last", workspace))
        return
    if code and is_beginning(code) and (text := _of_last(code)):
        put(text)
        return
    try:
        text = api.explain(code)
    except ProjectError as error:
        if code.startswith("FLO"):
            raise
        try:
            text = _step(code, "last", None)
        except Refusal as refused:
            raise Refusal(f"{error}; {refused.message}") from None
    put(text)


def _of_last(step: str) -> str:
    """Why the last run has run a step, empty if it has none of this very name."""
    try:
        return _step(step, "last", None)
    except Refusal:
        return ""


def _step(step: str, run: str, workspace: str | None) -> str:
    """Why a run has run a step."""
    from icefloe.cli.workspaces import one_run
    from icefloe_runtimes.local.cache.why import why

    found = one_run(run, workspace)
    if step not in found.step_results:
        from icefloe_runtimes.step.names import meant

        inner = [name for name in found.step_results if name.endswith(f"/{step}")]
        if inner:
            more = f" and {len(inner) - 3} more" if len(inner) > 3 else ""
            there = ", ".join(inner[:3])
            raise Refusal(f"run {found.run_id} has step {step!r} inside others alone: name its path: {there}{more}")
        raise Refusal(f"run {found.run_id} has no step {step!r}{meant(step, found.step_results)}")
    return "".join(f"{line}\n" for line in why(found, step))


@click.command
@click.argument("document", type=click.Choice(["plan", "lock", "difference"]), default="plan")
def schema(document: str) -> None:
    """Print the JSON Schema of plans, of the lock, or of what `diff --format json` prints."""
    from importlib.resources import files

    try:
        text = files("icefloe_schema").joinpath(f"{document}.schema.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(f"this installation has no schema of the {document}") from None
    put(text)
