"""`icefloe check`: find every pipeline below the paths and say what is wrong with it."""

from typing import Literal

import click

from icefloe.cli.talk import colour_option, config_option, leave

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
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
    from icefloe.cli.checking import Call, run

    call = Call(
        paths=paths,
        output_format=output_format,
        types=types,
        python=python,
        exit_zero=exit_zero,
        configuration=configuration,
        color=color,
    )
    status = run(call)
    if status:
        leave(status)
