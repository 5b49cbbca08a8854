"""`icefloe run` and `icefloe step`: the two verbs that run the pipeline's code."""

from collections.abc import Iterator

import click

from icefloe.cli.sections import Option, Sectioned, section
from icefloe.cli.talk import leave


def _defines(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise click.BadParameter(f"{name!r} has no value: write NAME=VALUE")
    return tuple((name, value) for name, _, value in pairs)


def _values() -> Iterator[Option]:
    values = section("Values (a later source comes before an earlier one: stack, environment, --set, --config, -p)")
    yield values(
        ["-p", "--parameter", "given"],
        metavar="NAME=VALUE",
        multiple=True,
        help="Set a parameter, or with SECTION.FIELD=VALUE one field of it (repeatable).",
    )
    yield values(
        ["--config", "configuration"],
        metavar="FILE",
        help="A YAML or JSON file with values: a parameter a key, or a section for each step.",
    )
    yield values(
        ["--set", "chosen_set"], metavar="NAME", default="", help="Take a set of parameters that the program has."
    )
    yield values(
        ["--stack"],
        metavar="NAME",
        default="",
        help="Take parameters, variables, resources and the store from [tool.icefloe.stacks.NAME].",
    )
    yield values(
        ["--sweep"],
        metavar="NAME=V1,V2,…",
        multiple=True,
        help="Run once for each value, or with several of these for each combination; SET1,SET2 goes through sets.",
    )
    yield values(
        ["-D", "defines"],
        metavar="NAME=VALUE",
        multiple=True,
        callback=_defines,
        help="Give a value to a parameter that decides the pipeline's shape, in place of the one in the source.",
    )


def _which() -> Iterator[Option]:
    which = section("What runs")
    yield which(
        ["--resume"],
        metavar="RUN",
        default="",
        help="Go on from an earlier run (its id, or `last`): what it has finished is taken over where nothing differs.",
    )
    yield which(["--from", "from_step"], metavar="STEP", default="", help="Run this step and all that come after it.")
    yield which(["--only"], metavar="STEP", default="", help="Run this step alone.")
    yield which(
        ["--stages"],
        metavar="A:B|A,B",
        default="",
        help="Run these steps alone; the others' outputs must be there from an earlier run.",
    )
    yield which(
        ["--no-cache", "cache"], is_flag=True, flag_value=False, default=True, help="Take nothing from the cache."
    )
    yield which(["--refresh"], metavar="STEP", multiple=True, help="Run this step anew, cached or not (repeatable).")
    yield which(["--dry-run"], is_flag=True, help="Run nothing; say what would run, and why.")
    yield which(
        ["--debug"], metavar="STEP", default="", help="Run this step in the foreground, and open pdb where it fails."
    )


def _how() -> Iterator[Option]:
    how = section("How it runs")
    yield how(
        ["-j", "--jobs"],
        type=click.IntRange(min=1),
        metavar="N",
        help="Steps that run at once. Default: the CPUs.",
    )
    yield how(["--locked"], is_flag=True, help="Run nothing unless plan, modules and files are as in icefloe.lock.")
    yield how(["--framework"], type=click.Choice(["standin", "installed"]), default="standin", show_default=True)
    yield how(["--user"], metavar="NAME", default="", help="Whose the run is: it owns the atoms that the run makes.")
    yield how(["--label", "labels"], metavar="KEY=VALUE", multiple=True, help="Put a label on the run (repeatable).")


def _told() -> Iterator[Option]:
    told = section("What is told")
    yield told(
        ["--progress"],
        type=click.Choice(["auto", "live", "plain", "none"]),
        default="auto",
        help="On stderr: a live table on a terminal, plain lines elsewhere and where CI is set (auto).",
    )
    yield told(
        ["--events"], type=click.Choice(["json"]), help="Write each event as a line of JSON to stdout as it happens."
    )
    yield told(["--report"], metavar="FILE", help="Write a report for people: FILE ends in .html or .md.")
    yield told(["--report-json"], metavar="FILE", help="Write all that is known of the run as JSON (`-`: stdout).")


@click.command(
    cls=Sectioned,
    short_help="Run a pipeline here.",
    params=[
        click.Argument(["target"], metavar="PLAN|FILE[:NAME]|NAME@VERSION"),
        *_values(),
        *_which(),
        *_how(),
        *_told(),
    ],
)
@click.pass_context
def run(ctx: click.Context, /, **_: object) -> None:
    """Run a pipeline here: a process for each step, independent steps at the same time."""
    from icefloe.cli.asked import Asked
    from icefloe.cli.running import run as asked_run

    leave(asked_run(Asked(**ctx.params), tuple(ctx.obj or ())))


@click.command(
    short_help="Run one step of a plan.", context_settings={"ignore_unknown_options": True, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="PLAN STEP")
def step(arguments: tuple[str, ...]) -> None:
    """Run one step of a plan: the same as `python -m icefloe_runtimes.step`."""
    from icefloe_runtimes.step.__main__ import main

    leave(main(arguments))
