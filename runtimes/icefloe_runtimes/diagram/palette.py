"""The colours of the kinds, the same in every picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from icefloe_schema.plan import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """How the nodes of one kind are painted."""

    fill: str
    line: str


NEUTRAL = "neutral"
TEXT = "#0f172a"
EDGE = "#64748b"

PALETTE: tuple[tuple[str, Colour], ...] = (
    ("input", Colour(fill="#dcfce7", line="#86efac")),
    ("output", Colour(fill="#dcfce7", line="#86efac")),
    ("transform", Colour(fill="#e0f2fe", line="#7dd3fc")),
    ("agent", Colour(fill="#e0f2fe", line="#7dd3fc")),
    ("llm", Colour(fill="#f3e8ff", line="#c4b5fd")),
    ("condition", Colour(fill="#fef3c7", line="#fcd34d")),
    ("tool", Colour(fill="#fce7f3", line="#f9a8d4")),
    (NEUTRAL, Colour(fill="#f1f5f9", line="#cbd5e1")),
)

# What a step runs says its kind where its drawing does not.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "python": "transform",
        "plan": "transform",
        "map": "transform",
        "parallel": "transform",
        "loop": "transform",
        "dynamic": "transform",
        "shell": "tool",
        "notebook": "tool",
        "switch": "condition",
    }
)


def kind(step: Step) -> str:
    """The step's kind in the palette: as drawn, else by what it runs."""
    drawn = step.display.get("kind")
    if isinstance(drawn, str) and drawn in dict(PALETTE):
        return drawn
    return _KINDS.get(step.run.tag, NEUTRAL)
