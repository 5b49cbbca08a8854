"""The options that several verbs have."""

from collections.abc import Callable
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])


def colour_option(command: Command) -> Command:
    """Add `--color` to a verb."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour: `auto` asks NO_COLOR, then FORCE_COLOR, then the terminal.",
    )(command)


def defines_option(command: Command) -> Command:
    """Add `-D` to a verb."""
    return click.option(
        "-D",
        "defines",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_pairs,
        help="Give a value to a parameter that decides the pipeline's shape, in place of the one in the source.",
    )(command)


def config_option(command: Command) -> Command:
    """Add `--config` to a verb."""
    return click.option(
        "--config",
        "configuration",
        metavar="FILE",
        help="A YAML or JSON file that configures the steps, a section for each, in place of what the source gives.",
    )(command)


def _pairs(_ctx: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise click.BadParameter(f"{name!r} has no value: write NAME=VALUE")
    return {name: value for name, _, value in pairs}
