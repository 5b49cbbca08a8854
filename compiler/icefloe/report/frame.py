"""One stretch of source with carets under it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from icefloe.deeds.secrets import masked
from icefloe.report.paint import Paint
from icefloe.report.places import said
from icefloe.report.plain import expanded, plain, width
from icefloe.source import Source, Span
from icefloe_schema.records import dataclass

#: Columns of source that are shown of one line; a longer one is cut around what the carets point at.
LIMIT = 120
_LEAD = 20
#: How many lines of a span are shown one by one; of a longer one, the first two and the last.
LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span to be framed, and the label under its carets; `primary` tells the finding's own end."""

    span: Span
    label: str
    primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A line as it is printed, how far its carets are indented, and how many there are."""

    text: str
    indent: int
    length: int


def gutter(places: tuple[Place, ...]) -> int:
    """Give the width of line numbers that frames shown together share."""
    return max(len(str(max(place.span.line, place.span.end_line))) for place in places)


def frame(place: Place, source: Source | None, digits: int, paint: Paint) -> list[str]:
    """Draw one frame: where it is, the line or lines, the carets and the label."""
    span = place.span
    arrow = f"{' ' * digits}{paint.edge('-->')} {said(span)}"
    lines = _lines(source.text) if source is not None else ()
    if not 1 <= span.line <= len(lines) or not lines[span.line - 1].strip():
        return [arrow, f"{' ' * digits} {paint.edge('=')} {plain(place.label)}"] if place.label else [arrow]
    end_line, end = _end(span, lines)
    bar = paint.edge("|")
    label = f" {paint.mark(plain(place.label), primary=place.primary)}" if place.label else ""
    if end_line == span.line:
        shown = _window(lines[span.line - 1], span.column - 1, end)
        carets = paint.mark("^" * shown.length, primary=place.primary)
        rows = [(span.line, shown.text), (0, f"{' ' * shown.indent}{carets}{label}")]
    else:
        rows = _several(place, lines, (end_line, end), paint, label)
    numbered = [(paint.edge(str(number).rjust(digits)) if number else " " * digits, text) for number, text in rows]
    return [arrow, f"{' ' * digits} {bar}", *(f"{number} {bar} {text}" for number, text in numbered)]


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text; what is secret in them is starred out, as reports are kept and sent around."""
    return tuple(masked(text).split("\n"))


def _end(span: Span, lines: Sequence[str]) -> tuple[int, int]:
    """The line and the index behind the last character; a span never ends before there is something to see."""
    line, end = min(span.end_line, len(lines)), span.end_column - 1
    if line < span.end_line:
        end = len(lines[line - 1])
    while line > span.line and not lines[line - 1][:end].strip():
        line -= 1
        end = len(lines[line - 1])
    return line, end


def _several(
    place: Place, lines: Sequence[str], last: tuple[int, int], paint: Paint, label: str
) -> list[tuple[int, str]]:
    """A span of several lines: a bar beside them, from where it begins to the caret at its end."""
    span, (end_line, end) = place.span, last

    def mark(text: str) -> str:
        return paint.mark(text, primary=place.primary)

    begin = lines[span.line - 1]
    first = _window(begin, span.column - 1, span.column)
    final = _window(lines[end_line - 1], end - 1, end)
    if begin[: span.column - 1].strip():
        rows = [(span.line, f"  {first.text}"), (0, f" {mark('_' * (first.indent + 1) + '^')}")]
    else:
        rows = [(span.line, f"{mark('/')} {first.text}")]
    between = range(span.line + 1, end_line)
    shown = between if len(between) <= LINES - 2 else between[:1]
    rows += [(number, f"{mark('|')} {_window(lines[number - 1], 0, 1).text}".rstrip()) for number in shown]
    rows += [(0, f"{mark('|')} ...")] if len(shown) < len(between) else []
    rows.append((end_line, f"{mark('|')} {final.text}"))
    rows.append((0, f"{mark('|' + '_' * (final.indent + 1) + '^' * final.length)}{label}"))
    return rows


def _window(text: str, first: int, last: int) -> _Shown:
    """Cut a line around the characters from `first` to `last`; give it with the indent and the length of the carets."""
    cells = expanded(text.rstrip(" \t"))
    first = min(max(first, 0), len(cells))
    last = min(max(last, first), len(cells))
    starts = list(accumulate((width(cell) for cell in cells), initial=0))
    while last > first > 0 and starts[first] == starts[last]:
        first -= 1  # what has no column of its own stands on the character before it
    begin, end = 0, len(cells)
    if starts[-1] > LIMIT:
        room = LIMIT - 2
        lead = max(0, min(_LEAD, room - (starts[last] - starts[first])))
        if starts[last] > room:
            begin = next(i for i, start in enumerate(starts) if start >= starts[first] - lead)
            while begin < first and not width(cells[begin]):
                begin += 1
        end = next((i for i, start in enumerate(starts) if start - starts[begin] > room), len(starts)) - 1
    head, tail = "…" * (begin > 0), "…" * (end < len(cells))
    indent = len(head) + starts[first] - starts[begin]
    length = starts[max(min(last, end), first)] - starts[first]
    return _Shown(text=head + "".join(cells[begin:end]) + tail, indent=indent, length=max(length, 1))
