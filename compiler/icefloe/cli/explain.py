"""`icefloe explain` and `icefloe schema`: the pages that come with the tool."""

import click

from icefloe.cli.completions import codes
from icefloe.cli.talk import Refusal, put


@click.command(short_help="Say what a code means, and what to do.")
@click.argument("code", shell_complete=codes, required=False, default="")
def explain(code: str) -> None:
    """Say what CODE (`FLO201`, or a rule's name) means, and what to do.

    Of how several codes begin (`FLO2`) it lists these; without CODE it lists all.
    """
    from icefloe import api

    put(api.explain(code))


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
