"""Where the runs of a project are, and one of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from icefloe.cli.talk import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from icefloe_runtimes.local.results import RunResult


def workspace_option(command: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add `--workspace` to a verb."""
    return click.option(
        "--workspace", metavar="DIR", help="The folder that keeps the runs. Default: .icefloe in the project's root."
    )(command)


def workspace(given: str | None) -> Path:
    """Give the folder that keeps the runs: the one that is named, else that of the project around the shell.

    Where that one has no runs, and exactly one project below the shell's folder has some, it is that project's.
    """
    if given is not None:
        if not Path(given).is_dir():
            raise Refusal(f"--workspace {given}: there is no such folder")
        return Path(given).absolute()
    from icefloe.project import find_root

    here = Path.cwd()
    own = (here if (here / ".icefloe").is_dir() else find_root(here) or here) / ".icefloe"
    if (own / "runs").is_dir():
        return own
    below = sorted(path.parent for depth in ("*", "*/*") for path in here.glob(f"{depth}/.icefloe/runs"))
    if len(below) > 1:
        there = ", ".join(str(path.relative_to(here)) for path in below[:5])
        raise Refusal(f"there are runs in several projects: name one with --workspace: {there}")
    return below[0] if below else own


def one_run(run: str, given: str | None) -> "RunResult":
    """Give an earlier run by id, by the beginning of its id, by its folder, or as `last`."""
    from icefloe_runtimes.local.record import load_run
    from icefloe_runtimes.step.errors import UsageError

    try:
        return load_run(run, workspace=None if Path(run).is_dir() else workspace(given))
    except UsageError as error:
        raise Refusal(str(error)) from error
