"""The pictures of a difference: what changed in each pipeline, drawn by the runtimes' Mermaid target."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icefloe.diff import Side
    from icefloe.diff.picture import Picture
    from icefloe_schema.difference import Difference
    from icefloe_schema.plan import Plan


def pictures(old: "Side", new: "Side", difference: "Difference") -> dict[str, str]:
    """Mermaid drawings by the names of the pipelines that are on both sides and differ."""
    from icefloe.diff.matching import matched
    from icefloe.diff.picture import picture

    found: dict[str, str] = {}
    pairs = {after.name: (before, after) for before, after in matched(old.pipelines, new.pipelines) if before and after}
    for one in difference.pipelines:
        if one.name in pairs and one.groups:
            before, after = pairs[one.name]
            found[one.name] = drawn(picture(before.plan, after.plan, one), after.plan)
    return found


def drawn(picture: "Picture", new: "Plan") -> str:
    """One picture as Mermaid: steps and edges that came, went and changed."""
    from icefloe_runtimes import diagram

    before, after, both = (_edges(plan) for plan in (picture.old, new, picture.plan))
    looks: dict[tuple[str, str], diagram.Look] = {}
    for ends in both:
        if ends not in after:
            looks[ends] = "removed"
        elif ends not in before:
            looks[ends] = "added"
        elif before[ends] != after[ends]:
            looks[ends] = "changed"
    gone = tuple((*ends, label) for ends, label in before.items() if ends not in both)
    nodes = {path: diagram.Mark(look=look, words=words) for path, (look, words) in picture.looks.items()}
    return diagram.mermaid(picture.plan, None, diagram.Marks(nodes=nodes, edges=looks, gone=gone))


def _edges(plan: "Plan") -> dict[tuple[str, str], str]:
    """The edges by the paths of both ends, each with what flows along it."""
    from icefloe_runtimes import diagram

    rows = json.loads(diagram.net(plan))["edges"]
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        label = ", ".join(row.get("outputs", ()))
        ends = (row["source"], row["target"])
        found[ends] = ", ".join(filter(None, (found.get(ends, ""), label)))
    return found
