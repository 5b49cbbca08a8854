"""`icefloe diff`: what differs between two states of pipelines."""

from typing import TYPE_CHECKING

import click

from icefloe.cli.talk import colour_option, config_option, defines_option, leave, put, say, wants_colour

if TYPE_CHECKING:
    from icefloe.cli.diffsides import Sides
    from icefloe_schema.difference import Difference

FORMATS = ("text", "json", "markdown")


@click.command(short_help="Say what differs between two states of pipelines.")
@click.argument("targets", metavar="A B | A..B [PATHS] | REV [PATHS]", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Where to write the difference (`-` is stdout).")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also where something differs.")
@colour_option
@config_option
@defines_option
def diff(
    targets: tuple[str, ...],
    form: str,
    output: str | None,
    exit_zero: bool,
    color: str,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Say what differs between two states of pipelines: steps, wiring, types, parameters, policies, code.

    A and B are plans, locks, sources (`FILE[:NAME]`), saved versions (`NAME@VERSION`), or what stands at a revision
    (`REV:PATH`). `A..B` compares two revisions, `A...B` B with what it has in common with A, `REV` alone compares
    with the files as they are; with PATHS only what is below them. Nothing is checked out.

    The exit status is 0 if nothing differs, 1 if something does, 2 if it cannot be told.
    """
    from icefloe.api import differing
    from icefloe.cli.diffsides import sides
    from icefloe.diff.text import summary

    with sides(targets, defines, configuration) as both:
        difference = differing.compare(both.old, both.new)
        text = _rendered(both, difference, form, colour=output in (None, "-") and wants_colour(color))
    put(text, output)
    for file in both.lost:
        say(f"error: {file} has errors on one side, and none of its pipelines is known: it is not compared")
    if difference.same and form == "text":
        say(summary(difference.counts))
    leave(2 if both.lost else 0 if difference.same or exit_zero else 1)


def _rendered(both: "Sides", difference: "Difference", form: str, *, colour: bool) -> str:
    if form == "json":
        import json

        from icefloe_schema.codec import to_json

        return json.dumps(to_json(difference), indent=2) + "\n"
    if form == "markdown":
        from icefloe.cli.diffpicture import pictures
        from icefloe.diff import markdown

        return markdown.render(difference, pictures(both.old, both.new, difference))
    from icefloe.diff import text

    return text.render(difference, colour=colour)
