"""The words in a picture, as lines of text that nothing hides in."""

from icefloe_runtimes.diagram import spelling
from icefloe_runtimes.edges import Edge
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import MapRun, Step

_LONGEST = 80


def node(step: Step) -> tuple[str, ...]:
    """The lines in a step's node: its id, then what is special about it."""
    lines = [_short(step.id)]
    if isinstance(step.run, MapRun):
        lines.append(_short(f"for each {step.run.item}"))
    elif step.run.tag != "python":
        lines.append(step.run.tag)
    if step.guard:
        lines.append(_short(f"if {spelling.guard(step.guard)}"))
    return tuple(lines)


def edge(connection: Edge) -> str:
    """The names of what flows along an edge."""
    return _short(", ".join(connection.outputs))


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
