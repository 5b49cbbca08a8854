"""`icefloe run` and `icefloe step`: the two verbs that run the pipeline's code."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.given import given_values
from icefloe.cli.plans import SUFFIXES, Chosen, is_source, one_plan
from icefloe.cli.talk import Refusal, config_option, defines_option, leave, put, say

if TYPE_CHECKING:
    from icefloe_runtimes.local.events import Event
    from icefloe_runtimes.local.results import RunResult
    from icefloe_runtimes.locked import Drifted
    from icefloe_schema.lock import Lock


@click.command(short_help="Run a pipeline here.")
@click.argument("target", metavar="PLAN|FILE[:NAME]|NAME@VERSION")
@click.option(
    "-p",
    "--parameter",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a parameter, or with SECTION.FIELD=VALUE one field of it (repeatable).",
)
@click.option("--set", "chosen_set", metavar="NAME", default="", help="Take a set of parameters that the program has.")
@config_option
@click.option("--user", metavar="NAME", default="", help="Whose the run is: it owns the atoms that the run makes.")
@click.option("--label", "labels", metavar="KEY=VALUE", multiple=True, help="Put a label on the run (repeatable).")
@click.option(
    "--stages", metavar="A:B|A,B", default="", help="Run these steps alone; the others' outputs must be there."
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Steps that run at once. Default: the CPUs.")
@click.option("--locked", is_flag=True, help="Run nothing unless plan, modules and files are as in icefloe.lock.")
@click.option("--framework", type=click.Choice(["standin", "installed"]), default="standin", show_default=True)
@defines_option
def run(
    target: str,
    given: tuple[str, ...],
    chosen_set: str,
    configuration: str | None,
    user: str,
    labels: tuple[str, ...],
    stages: str,
    jobs: int | None,
    locked: bool,
    framework: str,
    defines: dict[str, str],
) -> None:
    """Run a pipeline here: a process for each step, independent steps at the same time."""
    from icefloe_runtimes import local
    from icefloe_runtimes.locked import Drifted
    from icefloe_runtimes.step.errors import UsageError

    # A plan is compiled already: what the file says are values for its parameters.
    is_plan = target.endswith(SUFFIXES) and not is_source(target)
    chosen = one_plan(target, defines, None if is_plan else configuration)
    try:
        result = local.run(
            chosen.plan,
            root=chosen.root,
            plan_path=chosen.path if chosen.path.is_file() else None,
            parameters=given_values(chosen.plan, given, configuration if is_plan else None, chosen_set),
            jobs=jobs,
            listener=_progress,
            framework=framework,
            user=user,
            labels=_labels(labels),
            stages=stages,
            lock=_lock(chosen) if locked or chosen.lock else None,
        )
    except Drifted as error:
        _say_drifted(error, chosen, target)
        leave(1)
    except UsageError as error:
        raise Refusal(str(error)) from error
    put(result.summary() + "\n")
    _logs(result)
    leave(result.exit_code)


@click.command(
    short_help="Run one step of a plan.", context_settings={"ignore_unknown_options": True, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="PLAN STEP")
def step(arguments: tuple[str, ...]) -> None:
    """Run one step of a plan: the same as `python -m icefloe_runtimes.step`."""
    from icefloe_runtimes.step.__main__ import main

    leave(main(arguments))


def _lock(chosen: Chosen) -> "Lock":
    """Read the lock that the plan is to be held to: a saved version's own, else the project's."""
    from icefloe_runtimes.locked import LOCK, read

    path = chosen.lock or chosen.root / LOCK
    try:
        return read(path)
    except FileNotFoundError:
        say(f"{path.name} is missing")
        say("hint: run `icefloe freeze`")
        leave(1)


def _say_drifted(error: "Drifted", chosen: Chosen, target: str) -> None:
    for one in error.mismatches:
        say(f"error: {one.message}")
    if chosen.lock:
        say(f"hint: nothing was run; {target} was saved from other sources: check out those of that version")
    else:
        say(f"hint: {_form_alone(error, chosen) or error.hint}")


def _form_alone(error: "Drifted", chosen: Chosen) -> str:
    """What to do where modules were only laid out or commented otherwise, "" where more has changed."""
    from icefloe import api

    leaves = {one.leaf for one in error.mismatches}
    if not all(leaf.startswith("modules/") for leaf in leaves):
        return ""
    kinds = {change.leaf: change.kind for change in api.verify(chosen.root).changes}
    if any(kinds.get(leaf) != "formatting" for leaf in leaves):
        return ""
    return "nothing was run; only its form changed: `icefloe freeze` brings the lock up to date"


def _logs(result: "RunResult") -> None:
    """Say where the log of each failed step is: what it printed, and the traceback."""
    here = Path.cwd()
    for name, step in result.step_results.items():
        if step.status == "failed" and step.log_path:
            path = Path(step.log_path)
            say(
                f"hint: what step {name!r} printed, and its traceback: "
                f"{path.relative_to(here) if path.is_relative_to(here) else path}"
            )


def _labels(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--label takes KEY=VALUE, not {one!r}")
        if name in found:
            raise click.UsageError(f"--label gives {name!r} twice")
        found[name] = value
    return found


def _progress(event: "Event") -> None:
    from icefloe_runtimes.local.progress import line

    text = line(event)
    if text is not None:
        say(text)
