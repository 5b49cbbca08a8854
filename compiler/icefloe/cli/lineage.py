"""`icefloe lineage`: what an artifact was made of, and what was made of it."""

import json
from typing import TYPE_CHECKING

import click

from icefloe.cli import workspaces
from icefloe.cli.kept import as_python
from icefloe.cli.talk import Refusal, put, say
from icefloe.cli.workspaces import workspace_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icefloe_runtimes.local.store.lineage import Lineage, Node

_SHORT = 12


@click.command(short_help="Say what an artifact was made of, and what was made of it.")
@click.argument("artifact", metavar="[RUN:]NAME|DIGEST|NAME@VERSION")
@click.option("--format", "form", type=click.Choice(["text", "json", "mermaid"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Where to write it (`-` is stdout).")
@workspace_option
def lineage(artifact: str, form: str, output: str | None, workspace: str | None) -> None:
    """Walk back from an artifact to parameters, input files and the modules of its steps, and on to its consumers.

    NAME is an output, STEP.OUTPUT or STEP of the last run that has it, or of RUN; DIGEST the beginning of a SHA-256;
    NAME@VERSION something that is registered.
    """
    from icefloe_runtimes.local.store.finding import find
    from icefloe_runtimes.local.store.lineage import lineage as of
    from icefloe_runtimes.step.errors import UsageError

    folder = workspaces.workspace(workspace)
    try:
        found = of(find(artifact, folder), folder)
    except UsageError as error:
        raise Refusal(str(error)) from error
    lines = {"text": _text, "json": _json, "mermaid": _mermaid}[form](found)
    put("".join(f"{line}\n" for line in lines), output)
    if output is not None and output != "-":
        say(f"wrote {output}")


def _text(found: "Lineage") -> "Iterator[str]":
    nodes = {one.id: one for one in found.nodes}
    yield f"{_said(nodes[found.target])}  (run {found.run})"
    yield "made of"
    told: set[str] = set()
    lines = list(_back(found, found.target, 1, told))
    yield from lines or ["  nothing that is known"]
    uses = list(_forth(found, found.target, 1, set()))
    if uses:
        yield "used for"
        yield from uses


def _back(found: "Lineage", node: str, depth: int, told: set[str]) -> "Iterator[str]":
    for source in found.sources(node):
        again = source.id in told and source.kind == "artifact"
        yield f"{'  ' * depth}{_said(source)}{'  (see above)' if again else ''}"
        if not again:
            told.add(source.id)
            yield from _back(found, source.id, depth + 1, told)


def _forth(found: "Lineage", node: str, depth: int, told: set[str]) -> "Iterator[str]":
    for use in found.uses(node):
        again = use.id in told
        yield f"{'  ' * depth}{_said(use)}{'  (see above)' if again else ''}"
        if not again:
            told.add(use.id)
            yield from _forth(found, use.id, depth + 1, told)


def _said(node: "Node") -> str:
    from icefloe_runtimes.visible import visible

    digest = f"sha256:{node.sha256[:_SHORT]}" if node.sha256 else ""
    name, about = visible(node.name), visible(node.about)
    if node.kind == "artifact":
        return f"{name}  {about}  {digest}"
    if node.kind == "parameter":
        return f"parameter {name} = {visible(as_python(node.about))}"
    return f"{node.kind} {name}  {digest or about}"


def _json(found: "Lineage") -> "Iterator[str]":
    nodes = [
        {key: getattr(one, key) for key in ("id", "kind", "name", "about", "sha256", "step")} for one in found.nodes
    ]
    edges = [{"from": source, "to": made} for source, made in found.edges]
    yield json.dumps({"run": found.run, "artifact": found.target, "nodes": nodes, "edges": edges}, indent=2)


def _mermaid(found: "Lineage") -> "Iterator[str]":
    from icefloe_runtimes.diagram.flowchart import escaped

    shapes = {"artifact": ("[(", ")]"), "parameter": ("[/", "/]"), "file": ("[(", ")]"), "module": ("[", "]")}
    names = {one.id: f"n{number}" for number, one in enumerate(found.nodes)}
    yield "flowchart LR"
    for one in found.nodes:
        left, right = shapes[one.kind]
        said = as_python(one.about) if one.kind == "parameter" else one.about
        about = f"<br>{escaped(said)}" if said else ""
        yield f'    {names[one.id]}{left}"{escaped(one.name)}{about}"{right}'
    for source, made in found.edges:
        yield f"    {names[source]} --> {names[made]}"
    yield f"    style {names[found.target]} stroke-width:3px"
