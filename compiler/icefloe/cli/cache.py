"""`icefloe cache`: what is kept of steps that went well, and forgetting it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from icefloe.cli import workspaces
from icefloe.cli.talk import put, say
from icefloe.cli.workspaces import workspace_option

if TYPE_CHECKING:
    from icefloe_runtimes.local.cache.tending import Listed


@click.group(short_help="List or clear what is kept of steps.")
def cache() -> None:
    """List or clear the results of steps that are used again while their code and their inputs are the same."""


@cache.command("list")
@click.argument("steps", nargs=-1, metavar="[STEP]...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workspace_option
def list_(steps: tuple[str, ...], form: str, workspace: str | None) -> None:
    """List what is kept: of which step, from which run, how long that took, and how much it has left."""
    from icefloe_runtimes.local.cache.tending import listed

    folder = workspaces.workspace(workspace)
    found = listed(folder, steps)
    if form == "json":
        put(json.dumps([asdict(one) for one in found], indent=2) + "\n")
    elif found:
        put("".join(f"{line}\n" for line in _table(found)))
    else:
        say(f"nothing is kept{_of(steps)} in {folder}")


@cache.command()
@click.argument("steps", nargs=-1, metavar="[STEP]...")
@workspace_option
def clear(steps: tuple[str, ...], workspace: str | None) -> None:
    """Forget what is kept, of these steps alone if any are named: the next run runs them.

    What runs have made stays as it is; `icefloe gc` takes away what is no longer needed.
    """
    from icefloe_runtimes.local.cache.tending import clear as cleared

    folder = workspaces.workspace(workspace)
    count = cleared(folder, steps)
    results = f"{count} result{'' if count == 1 else 's'}"
    say(f"{results}{_of(steps)} forgotten" if count else f"nothing was kept{_of(steps)}")


def _of(steps: tuple[str, ...]) -> str:
    return f" of {', '.join(steps)}" if steps else ""


def _table(found: "tuple[Listed, ...]") -> Iterator[str]:
    from icefloe_runtimes.local.amounts import seconds, size
    from icefloe_runtimes.local.summary import table

    names = len({one.pipeline for one in found}) > 1
    yield from table(
        (
            f"{one.pipeline}: {one.step}" if names else one.step,
            f"took {seconds(one.seconds)}",
            size(one.size) if one.size else "",
            f"run {one.run}",
        )
        for one in found
    )
