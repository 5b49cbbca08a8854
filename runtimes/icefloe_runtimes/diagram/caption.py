"""The words in a picture, as lines of text that nothing hides in."""

from icefloe_runtimes.diagram import spelling
from icefloe_runtimes.diagram.shape import Arrow
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import MapRun, Step

_LONGEST = 80


def node(step: Step) -> tuple[str, ...]:
    """The lines in a step's node: its id, then what is special about it."""
    lines = [short(step.id)]
    if isinstance(step.run, MapRun):
        lines.append(short(f"for each {step.run.item}"))
    elif step.run.tag != "python":
        lines.append(step.run.tag)
    if step.guard:
        lines.append(short(f"if {spelling.guard(step.guard)}"))
    if step.ends:
        lines.append(f"ends in {step.ends}")
    return tuple(lines)


def arrow(drawn: Arrow) -> str:
    """The names of what flows along an arrow; the way into a body has its name on the body's frame."""
    return short(", ".join(drawn.outputs))


def short(text: str) -> str:
    """A text as one short line in which nothing hides."""
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
