"""One stretch of source with carets under it."""

from itertools import accumulate

from icefloe.report.paint import Paint
from icefloe.report.plain import expanded, plain, width
from icefloe.source import Source, Span
from icefloe_schema.records import dataclass

#: Columns of source that are shown of one line; a longer one is cut around what the carets point at.
LIMIT = 120
_LEAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span to be framed, and the label under its carets; `primary` tells the finding's own end."""

    span: Span
    label: str
    primary: bool


def gutter(places: tuple[Place, ...]) -> int:
    """Give the width of line numbers that frames shown together share."""
    return max(len(str(place.span.line)) for place in places)


def frame(place: Place, source: Source | None, digits: int, paint: Paint) -> list[str]:
    """Draw one frame: where it is, the line, the carets and the label."""
    span = place.span
    arrow = f"{' ' * digits}{paint.edge('-->')} {plain(span.path)}:{span.line}:{span.column}"
    lines = source.text.split("\n") if source is not None else []
    if not 1 <= span.line <= len(lines) or not lines[span.line - 1].strip():
        return [arrow, f"{' ' * digits} {paint.edge('=')} {plain(place.label)}"] if place.label else [arrow]
    text = lines[span.line - 1]
    last = span.end_column - 1 if span.end_line == span.line else len(text)
    shown, indent, length = _window(text, span.column - 1, last)
    carets = paint.mark("^" * length, primary=place.primary)
    label = f" {paint.mark(plain(place.label), primary=place.primary)}" if place.label else ""
    bar = paint.edge("|")
    return [
        arrow,
        f"{' ' * digits} {bar}",
        f"{paint.edge(str(span.line).rjust(digits))} {bar} {shown}",
        f"{' ' * digits} {bar} {' ' * indent}{carets}{label}",
    ]


def _window(text: str, first: int, last: int) -> tuple[str, int, int]:
    """Cut a line around the characters from `first` to `last`; give it with the indent and the length of the carets.

    A span of several lines is marked to the end of its first one.
    """
    text = text.rstrip()
    cells = expanded(text)
    first = min(max(first, 0), len(cells))
    last = min(max(last, first), len(cells))
    starts = list(accumulate((width(cell) for cell in cells), initial=0))
    begin, end = 0, len(cells)
    if starts[-1] > LIMIT:
        room = LIMIT - 2
        lead = max(0, min(_LEAD, room - (starts[last] - starts[first])))
        if starts[last] > room:
            begin = next(i for i, start in enumerate(starts) if start >= starts[first] - lead)
        end = next((i for i, start in enumerate(starts) if start - starts[begin] > room), len(starts)) - 1
    head, tail = "…" * (begin > 0), "…" * (end < len(cells))
    indent = len(head) + starts[first] - starts[begin]
    length = starts[max(min(last, end), first)] - starts[first]
    return head + "".join(cells[begin:end]) + tail, indent, max(length, 1)
