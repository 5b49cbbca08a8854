"""A difference as Markdown that GitHub renders: a table, and a drawing of each pipeline coloured by change.

What comes from the user's code stands in code spans that it cannot end (`icefloe.report.markdown`).
"""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.diff.text import said, summary
from icefloe.report.markdown import code as spanned
from icefloe.report.markdown import fenced, text
from icefloe.report.plain import plain
from icefloe_schema.difference import Change, Changed, Difference, PipelineDifference, Place, Severity

#: A comment on GitHub takes 65,536 characters; bytes are never fewer.
LIMIT = 65_536
#: What GitHub draws of Mermaid: characters and arrows.
LETTERS, ARROWS = 50_000, 500
#: Pipelines that are named one by one.
_MOST_LOST = 20
_TABLE = "| | step | change | where |\n|---|---|---|---|\n"
_MARKS: dict[Severity, str] = {"breaking": "❌", "behaviour": "⚠️", "code": "🔧", "note": "ℹ️"}
_LEGEND = "<sub>green: added · red, dashed: removed · amber: changed</sub>\n\n"
_ALL = "`icefloe diff --format text` shows all of it"


def render(
    difference: Difference,
    pictures: Mapping[str, str] | None = None,
    limit: int = LIMIT,
    *,
    lost: Sequence[str] = (),
    is_whole: bool = True,
) -> str:
    """The difference as Markdown of less than `limit` bytes; `pictures` are Mermaid drawings by pipeline.

    `lost` are pipelines that could not be compared; without `is_whole` something is not known on one side.
    """
    sides = f"{_code(difference.old)} → {_code(difference.new)}"
    head = f"### Pipelines: {_head(difference) if is_whole else _unsure(difference)}\n\n{sides}\n\n{_lost(lost)}"
    if difference.same:
        return f"{head}{_told(difference)}\n".rstrip("\n") + "\n"
    foot = f"{_told(difference)}\n" if difference.counts.unchanged_pipelines else ""
    room = limit - _size(head + foot) - 400  # lines that say what is left out
    tables = [_table(one) for one in difference.pipelines]
    if difference.project:
        tables.append(("#### Project\n\n", tuple(_row("", change, None) for change in difference.project)))
    parts, room, left = _fitted(tables, room)
    shown = [*parts]
    bare = 0
    for number, pipeline in enumerate(difference.pipelines[: len(parts)]):
        drawing = _drawing((pictures or {}).get(pipeline.name, ""))
        if drawing and _size(drawing) <= room:
            shown[number] += drawing
            room -= _size(drawing)
        elif drawing:
            bare += 1
    more = f"**+{left:,} more change{'' if left == 1 else 's'}**, cut as a comment on GitHub takes no more: {_ALL}.\n\n"
    drawn = f"{bare:,} drawing{'' if bare == 1 else 's'} had no room: `icefloe diff` below fewer paths draws more.\n\n"
    return f"{head}{''.join(shown)}{more if left else ''}{drawn if bare else ''}{foot}"


def _head(difference: Difference) -> str:
    counts = difference.counts
    parts = [f"{number} {word}" for word in _MARKS if (number := getattr(counts, word))]
    return ", ".join(parts) or "no difference"


def _unsure(difference: Difference) -> str:
    """The head where not all is known: that nothing differs is then not said."""
    return "not all could be compared" if difference.same else f"{_head(difference)}; not all could be compared"


def _lost(names: Sequence[str]) -> str:
    shown = ", ".join(map(_code, names[:_MOST_LOST]))
    more = f" and {len(names) - _MOST_LOST:,} more" if len(names) > _MOST_LOST else ""
    return f"Not compared, as one side has errors: {shown}{more}\n\n" if names else ""


def _told(difference: Difference) -> str:
    return summary(difference.counts).partition("; ")[2]


def _table(pipeline: PipelineDifference) -> tuple[str, tuple[str, ...]]:
    was = f" (was {_code(pipeline.was)})" if pipeline.was else ""
    known = "\n\nThere are errors in it: it is compared as far as it is known." if pipeline.partial else ""
    count = pipeline.unchanged
    same = f"\n\n{count:,} step{'' if count == 1 else 's'} unchanged" if count else ""
    return f"#### {_code(pipeline.name)}{was}{known}{same}\n\n", tuple(_rows(pipeline.groups))


def _rows(groups: tuple[Changed, ...]) -> Iterator[str]:
    for group in groups:
        name = " › ".join(map(_code, group.steps)) if group.steps else "(pipeline)"
        for change in group.changes:
            yield _row(name, change, group.place)


def _row(name: str, change: Change, place: Place | None) -> str:
    where = change.place or place
    shown = _code(said(where)) if where is not None else ""
    return f"| {_MARKS[change.severity]} {change.severity} | {name} | {text(change.message)} | {shown} |\n"


def _fitted(tables: list[tuple[str, tuple[str, ...]]], room: int) -> tuple[list[str], int, int]:
    """The tables as far as there is room, what room is left, and how many rows are left out."""
    shown: list[str] = []
    total = sum(len(rows) for _, rows in tables)
    put = 0
    for head, rows in tables:
        room -= _size(head + _TABLE) + 1
        if room < 0 or (rows and room < _size(rows[0])):
            break
        kept: list[str] = []
        for row in rows:
            if _size(row) > room:
                break
            room -= _size(row)
            kept.append(row)
        put += len(kept)
        shown.append(f"{head}{_TABLE}{''.join(kept)}\n")
        if len(kept) < len(rows):
            break
    return shown, max(room, 0), total - put


def _drawing(mermaid: str) -> str:
    if not mermaid:
        return ""
    if len(mermaid) > LETTERS or mermaid.count("-->") + mermaid.count("-.->") + mermaid.count("==>") > ARROWS:
        return "Too large to be drawn here: `icefloe graph --format svg` draws the pipeline.\n\n"
    return f"{fenced(mermaid.rstrip(), 'mermaid')}\n{_LEGEND}"


def _size(words: str) -> int:
    return len(words.encode())


def _code(words: str) -> str:
    """A name as a span of code on one line."""
    return spanned(plain(words))
