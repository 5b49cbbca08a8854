"""`icefloe check`: find every pipeline below the paths and say what is wrong with it."""

from typing import Literal

import click

from icefloe.cli.talk import colour_option, config_option, leave, put, say, wants_colour

FORMATS = ("full", "concise", "json")
TYPES: tuple[Literal["builtin", "deep"], ...] = ("builtin", "deep")


@click.command(short_help="Find pipelines, and what is wrong with them.")
@click.argument("paths", nargs=-1)
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True, help="How to say it.")
@click.option(
    "--types",
    type=click.Choice(TYPES),
    default="builtin",
    show_default=True,
    help="Who compares types: icefloe alone, or the type checker ty after it (pip install 'icefloe[types]').",
)
@click.option(
    "--python",
    metavar="VENV",
    help="An environment whose packages tell their types, by its folder or interpreter. They are read, never run.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@config_option
@colour_option
def check(
    paths: tuple[str, ...],
    output_format: str,
    types: Literal["builtin", "deep"],
    python: str | None,
    exit_zero: bool,
    configuration: str | None,
    color: str,
) -> None:
    """Find every pipeline below PATHS (files or folders) and report what is wrong with it. Alias: lint."""
    from icefloe import api
    from icefloe.findings import Severity
    from icefloe.report import REPORTS

    wanted = api.Wanted(configuration=configuration, python=python, types=types)
    checked = api.check(paths or (".",), wanted)
    report = next(report for report in REPORTS if report.name == output_format)
    put(report.render(checked.findings, checked.sources, checked.summary, wants_colour(color)))
    if not report.summarises:
        say("\n".join(checked.summary.lines()))
    for problem in (*checked.refused, *(f"{path} holds no pipeline [FLO922]" for path in checked.empty)):
        say(f"error: {problem}")
    if checked.refused or checked.empty:
        leave(2)
    if not checked.pipelines and not checked.findings:
        say("warning: no pipelines found [FLO922]")
    if not exit_zero and any(finding.severity is Severity.ERROR for finding in checked.findings):
        leave(1)
