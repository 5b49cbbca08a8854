"""`icefloe graph`: draw a plan."""

import click

from icefloe.cli.options import config_option, defines_option
from icefloe.cli.plans import one_plan
from icefloe.cli.talk import leave, put, say

FORMATS = ("mermaid", "dot", "svg", "tree", "order", "json")


@click.command
@click.argument("target", metavar="PLAN|FILE[:NAME]|NAME@VERSION")
@click.option("--format", "form", type=click.Choice(FORMATS), default="mermaid", show_default=True)
@click.option("--direction", type=click.Choice(["TB", "LR"]), help="Which way it runs: that of the drawing, else TB.")
@click.option("-o", "--output", metavar="FILE", help="Where to write the drawing (`-` is stdout).")
@config_option
@defines_option
def graph(
    target: str,
    form: str,
    direction: str | None,
    output: str | None,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Draw a pipeline: Mermaid by default, which GitHub shows.

    One with errors is drawn as far as it is known; they are said on stderr, and the exit status is 1.
    """
    from icefloe_runtimes import diagram

    chosen = one_plan(target, defines, configuration, draw=True)
    plan = chosen.plan
    towards: diagram.Direction | None = None if direction is None else "LR" if direction == "LR" else "TB"
    if form == "svg":
        drawn = diagram.svg(plan, towards)
        if drawn is None:
            say("hint: SVG needs Graphviz's `dot`, which is not installed; this is Mermaid, which GitHub draws")
            drawn, output = diagram.mermaid(plan, towards), None
        put(drawn, output)
    else:
        texts = {
            "mermaid": lambda: diagram.mermaid(plan, towards),
            "dot": lambda: diagram.dot(plan, towards),
            "tree": lambda: diagram.tree(plan),
            "order": lambda: diagram.order(plan),
            "json": lambda: diagram.net(plan),
        }
        put(texts[form](), output)
    if chosen.wrong:
        leave(1)
