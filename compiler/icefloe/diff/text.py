"""A difference for people at a terminal: one line a change, by pipeline and step, the most severe first."""

from collections.abc import Iterator, Sequence

from icefloe.report.plain import plain
from icefloe_schema.difference import SEVERITIES, Change, Changed, Counts, Difference, Place, Severity

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}
_COLOURS: dict[Severity, str] = {"breaking": "1;31", "behaviour": "33", "code": "36", "note": "2"}
_WIDTH = max(map(len, SEVERITIES))


def render(difference: Difference, *, colour: bool = False) -> str:
    """The difference as lines; nothing if both sides are the same."""
    if difference.same:
        return ""
    lines = [*_lines(difference, colour)]
    return "".join(f"{line}\n" for line in lines)


def summary(counts: Counts) -> str:
    """How many changes there are, and how much is unchanged, in one line."""
    parts = [f"{number} {word}" for word in SEVERITIES if (number := getattr(counts, word))]
    same = [_counted(counts.unchanged_steps, "step")] if counts.unchanged_steps else []
    same = [*([_counted(counts.unchanged_pipelines, "pipeline")] if counts.unchanged_pipelines else []), *same]
    head = ", ".join(parts) or "no difference"
    return f"{head}; unchanged: {', '.join(same)}" if same else head


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lines(difference: Difference, colour: bool) -> Iterator[str]:
    for pipeline in difference.pipelines:
        was = f" (was {plain(pipeline.was)})" if pipeline.was else ""
        known = "  (there are errors: compared as far as it is known)" if pipeline.partial else ""
        same = f"  {_counted(pipeline.unchanged, 'step')} unchanged" if pipeline.unchanged else ""
        yield f"{_painted('1', plain(pipeline.name), colour)}{was}{same}{known}"
        for group in pipeline.groups:
            yield from _group(group, colour)
        yield ""
    if difference.project:
        yield _painted("1", "project", colour)
        yield from _changes(difference.project, colour, None)
        yield ""
    yield summary(difference.counts)


def _group(group: Changed, colour: bool) -> Iterator[str]:
    name = " › ".join(map(plain, group.steps)) if group.steps else "(pipeline)"
    yield f"  {_painted('1', name, colour)}{_where(group.place)}"
    yield from _changes(group.changes, colour, group.place)


def _changes(changes: Sequence[Change], colour: bool, known: Place | None) -> Iterator[str]:
    for change in changes:
        head = _painted(_COLOURS[change.severity], f"{change.severity:<{_WIDTH}} {_SIGNS[change.how]}", colour)
        place = _where(change.place) if change.place != known else ""
        yield f"    {head} {plain(change.message)}{place}"


def _where(place: Place | None) -> str:
    return "" if place is None else f"  ({plain(said(place))})"


def said(place: Place) -> str:
    """A place as `file:line`; one that is gone says so."""
    return f"{place.path}:{place.line}{' on the old side' if place.side == 'old' else ''}"


def _painted(code: str, text: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
