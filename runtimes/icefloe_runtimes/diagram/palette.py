"""The colours of the kinds, the same in every picture."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

TEXT = "#0f172a"
EDGE = "#64748b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """How the nodes of one kind are painted."""

    fill: str
    line: str
    text: str = TEXT


NEUTRAL = "neutral"

PALETTE: tuple[tuple[str, Colour], ...] = (
    ("input", Colour(fill="#dcfce7", line="#86efac")),
    ("output", Colour(fill="#dcfce7", line="#86efac")),
    ("transform", Colour(fill="#e0f2fe", line="#7dd3fc")),
    ("agent", Colour(fill="#e0f2fe", line="#7dd3fc")),
    ("llm", Colour(fill="#f3e8ff", line="#c4b5fd")),
    ("condition", Colour(fill="#fef3c7", line="#fcd34d")),
    ("tool", Colour(fill="#fce7f3", line="#f9a8d4")),
    ("terminal", Colour(fill="#1e293b", line="#1e293b", text="#ffffff")),
    ("store", Colour(fill="#e0e7ff", line="#a5b4fc")),
    ("service", Colour(fill="#ccfbf1", line="#5eead4")),
    ("process", Colour(fill="#eff6ff", line="#93c5fd")),
    (NEUTRAL, Colour(fill="#f1f5f9", line="#cbd5e1")),
)

# Which colour a drawn kind has where it has none of its own.
_DRAWN: Mapping[str, str] = MappingProxyType(
    {
        "start": "terminal",
        "end": "terminal",
        "filter": "transform",
        "join": "condition",
        "union": "llm",
        "agg": "tool",
        "code": "service",
        "mcp": "service",
        "branch": "condition",
        "loop": "condition",
        "decision": "condition",
        "kb": "store",
        "db": "store",
        "table": "store",
        "data": "process",
        "connector": "process",
        "default": NEUTRAL,
    }
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

# A colour that means nothing but itself in the notations that pictures are written in.
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})|[a-zA-Z]{3,20}")


def kind(step: Step) -> str:
    """The step's kind in the palette: as drawn, else by what it runs."""
    drawn = step.display.get("kind")
    if not isinstance(drawn, str):
        return _KINDS.get(step.run.tag, NEUTRAL)
    return drawn if drawn in dict(PALETTE) else _DRAWN.get(drawn, NEUTRAL)


def own(step: Step) -> Colour | None:
    """The colours that a drawing gives one node, on top of those of its kind; None if it gives none."""
    base = dict(PALETTE)[kind(step)]
    fill, line, text = (_safe(step.display.get(name)) for name in ("fill", "stroke", "text_color"))
    found = replace(base, fill=fill or base.fill, line=line or base.line, text=text or base.text)
    return None if found == base else found


def _safe(value: Json) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        return ""
    # Not every notation knows the short form.
    return f"#{''.join(2 * digit for digit in value[1:])}" if value.startswith("#") and len(value) == 4 else value


def edge(colour: Json) -> str:
    """The colour of one edge, or nothing."""
    return _safe(colour)
