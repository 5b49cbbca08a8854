"""`icefloe diff`: what differs between two states of pipelines."""

from typing import TYPE_CHECKING

import click

from icefloe.cli.options import colour_option, config_option, defines_option
from icefloe.cli.talk import leave, put, say, wants_colour

if TYPE_CHECKING:
    from icefloe.api.states import States
    from icefloe_schema.difference import Difference

FORMATS = ("text", "json", "markdown")
#: Errors that are said one by one.
_MOST = 20


@click.command(short_help="Say what differs between two states of pipelines.")
@click.argument("targets", metavar="A B | A..B [PATHS] | [REV [PATHS]]", nargs=-1)
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
    with the files as they are, as HEAD does without any words. With PATHS only pipelines that are below them, or made
    from something there. Nothing is checked out.

    The exit status is 0 if nothing differs, 1 if something does, 2 if it cannot be told.
    """
    from icefloe.api import differing
    from icefloe.cli.diffsides import sides

    with sides(targets, defines, configuration) as both:
        difference = differing.compare(both.old, both.new)
        text = _rendered(both, difference, form, colour=output in (None, "-") and wants_colour(color))
        _say_wrong(both)
    put(text, output)
    if difference.same and form == "text":
        _say_same(both, difference)
    leave(2 if not both.is_whole else 0 if difference.same or exit_zero else 1)


def _say_wrong(both: "States") -> None:
    """Say the errors of both sides first, and what is not compared for them."""
    for line in both.wrong[:_MOST]:
        say(line)
    if len(both.wrong) > _MOST:
        say(f"and {len(both.wrong) - _MOST} more errors")
    if both.lost:
        say(f"not compared, as one side has errors: {', '.join(both.lost)}")
    if both.wrong:
        say("hint: `icefloe check` explains the errors of the files as they are")
    for file in both.beside:
        say(f"note: {file} has errors: whether its pipelines reach these paths is not known")


def _say_same(both: "States", difference: "Difference") -> None:
    from icefloe.diff.text import summary

    if both.is_whole:
        say(summary(difference.counts))
        return
    count = len(both.lost)
    lost = f"{count} pipeline{'' if count == 1 else 's'} not compared" if count else "not everything could be compared"
    same = difference.counts.unchanged_pipelines
    say(f"{lost}; no difference in {same} other pipeline{'' if same == 1 else 's'}" if same else lost)


def _rendered(both: "States", difference: "Difference", form: str, *, colour: bool) -> str:
    if form == "json":
        import json

        from icefloe_schema.codec import to_json

        return json.dumps(to_json(difference), indent=2) + "\n"
    if form == "markdown":
        from icefloe.cli.diffpicture import pictures
        from icefloe.diff import markdown

        return markdown.render(
            difference, pictures(both.old, both.new, difference), lost=both.lost, is_whole=both.is_whole
        )
    from icefloe.diff import text

    shown = text.render(difference, colour=colour)
    count = len(both.lost)
    return f"{shown}{count} pipeline{'' if count == 1 else 's'} not compared\n" if shown and count else shown
