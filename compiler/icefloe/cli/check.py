"""`icefloe check`: find every pipeline below the paths and say what is wrong with it."""

import click

from icefloe.cli.talk import colour_option, config_option, leave, put, say, wants_colour

FORMATS = ("full", "concise", "json")


@click.command(short_help="Find pipelines, and what is wrong with them.")
@click.argument("paths", nargs=-1)
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True, help="How to say it.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@config_option
@colour_option
def check(paths: tuple[str, ...], output_format: str, exit_zero: bool, configuration: str | None, color: str) -> None:
    """Find every pipeline below PATHS (files or folders) and report what is wrong with it. Alias: lint."""
    from icefloe import api
    from icefloe.findings import Severity
    from icefloe.report import REPORTS

    checked = api.check(paths or (".",), configuration=configuration)
    report = next(report for report in REPORTS if report.name == output_format)
    put(report.render(checked.findings, checked.sources, checked.summary, wants_colour(color)))
    if not report.summarises:
        say(checked.summary.line())
    for problem in (*checked.refused, *(f"{path} holds no pipeline [FLO922]" for path in checked.empty)):
        say(f"error: {problem}")
    if checked.refused or checked.empty:
        leave(2)
    if not checked.pipelines and not checked.findings:
        say("warning: no pipelines found [FLO922]")
    if not exit_zero and any(finding.severity is Severity.ERROR for finding in checked.findings):
        leave(1)
