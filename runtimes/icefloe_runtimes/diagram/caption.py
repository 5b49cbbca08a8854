"""The words in a picture, as lines of text that nothing hides in."""

import json

from icefloe_runtimes.diagram import spelling
from icefloe_runtimes.diagram.shape import Arrow
from icefloe_runtimes.visible import visible
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import ExpressionGuard, FromLiteral, Guard, MapRun, Step, StubRun

_LONGEST = 80


def node(step: Step, *, told: bool = False) -> tuple[str, ...]:
    """The lines in a step's node: what stands in its drawing, its id, then what is special about it."""
    lines = [short(step.id)]
    label = step.display.get("label")
    if isinstance(label, str) and label.strip() and label != step.id:
        lines = [short(label), *(lines if _bare(label) != _bare(step.id) else ())]
    if isinstance(step.run, MapRun):
        lines.append(short(f"for each {step.run.item}"))
    elif step.run.tag != "python":
        lines.append(short(kind(step)))
    if step.guard:
        lines += _guard(step, step.guard, told=told)
    if step.ends:
        lines.append(f"ends in {step.ends}")
    return tuple(lines)


def _bare(text: str) -> str:
    """A name without what tells a title from an id."""
    return "".join(character for character in text.casefold() if character not in " _-")


def simulated(step: Step) -> bool:
    """Whether a step does nothing but wait, as if it worked."""
    return isinstance(step.run, StubRun) and step.run.seconds is not None


def kind(step: Step) -> str:
    """What a step runs, in a word."""
    if isinstance(step.run, StubRun) and step.run.seconds is not None:
        return f"simulated ({_seconds(step.run.seconds)} s)"
    return step.run.tag


def _seconds(value: Json) -> str:
    try:
        return str(literals.decode(value))
    except (ValueError, TypeError):
        return json.dumps(value)


def _guard(step: Step, guard: Guard, *, told: bool) -> list[str]:
    """When a step runs; the words on the edge that leads to it are enough, unless it never does."""
    if not told:
        return [short(f"if {spelling.guard(guard)}")]
    never = isinstance(guard, ExpressionGuard) and guard.test == FromLiteral(value=False)
    return ["never runs"] if never and (step.run.tag != "stub" or simulated(step)) else []


def arrow(drawn: Arrow) -> str:
    """The words on its drawing, else the names of what flows; the way into a body has its name on the body's frame."""
    if drawn.drawn is not None:
        return short(drawn.drawn.label)
    return short(", ".join(drawn.outputs))


def short(text: str) -> str:
    """A text as one short line in which nothing hides."""
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
