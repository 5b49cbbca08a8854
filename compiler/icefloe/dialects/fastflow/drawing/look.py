"""How a step is drawn: its node and the edges that leave it, as they stand in a plan."""

from dataclasses import replace

from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.graph import Step
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject


def look(step: Step, drawn: Drawing) -> Step:
    """The step with how it is drawn; one that only waits is marked as simulated."""
    node = drawn.node(step.id)
    leaving: list[Json] = [{"target": edge.target, **edge.display} for edge in drawn.leaving(step.id)]
    display: dict[str, Json] = dict(node.display) if node is not None else {}
    if leaving:
        display["edges"] = leaving
    if isinstance(step.run, plan.StubRun) and step.run.seconds is not None:
        display["simulated"] = True
    return replace(step, display=display, title=node.label if node is not None else "")


def header_display(drawn: Drawing) -> JsonObject:
    """What a plan says of the whole picture: which way it runs."""
    return {"direction": drawn.direction}
