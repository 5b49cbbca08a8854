"""Things between commas: one more of them, one fewer."""

from collections.abc import Sequence
from itertools import pairwise

from icefloe.syntax.edits.page import Cut, Page

Places = Sequence[tuple[int, int]]


def added(page: Page, places: Places, opening: int, closing: int, text: str) -> tuple[Cut, ...]:
    """Put one more behind the last: `opening` is behind the opening bracket, `closing` before the closing one.

    What stands one to a line stays so, and where the last one has a comma the new one has one too.
    """
    if not places:
        return (Cut(opening, opening, text),)
    last = places[-1][1]
    rest = page.text[last:closing]
    comma = _comma(rest)
    after = last + comma + 1 if comma >= 0 else last
    if "\n" not in page.text[after:closing]:
        # On one line, or the bracket closes behind the last of several lines.
        return (Cut(last, last, f", {text}"),)
    indent = page.indent(places[-1][0])
    end = page.line_end(after)
    line = f"\n{indent}{text}{',' if comma >= 0 else ''}"
    return (Cut(end, end, line),) if comma >= 0 else _two(last, end, line)


def _two(last: int, end: int, line: str) -> tuple[Cut, ...]:
    """A comma behind the last, and the new line behind a comment that follows it."""
    return (Cut(last, end, f",{line}"),) if last == end else (Cut(last, last, ","), Cut(end, end, line))


def removed(page: Page, places: Places, which: int, closing: int) -> tuple[Cut, ...]:
    """Take one out, with its comma; one that has lines of its own goes with them. None may take a comment along."""
    start, end = places[which]
    comma = _comma(page.text[end : places[which + 1][0] if which + 1 < len(places) else closing])
    behind = end + comma + 1 if comma >= 0 else end
    alone = _lines(page, start, behind)
    if alone is not None:
        return (Cut(*alone, ""),)
    if which:
        cut = Cut(places[which - 1][1], end, "")
        taken = page.text[cut.start : start]
    elif len(places) > 1:
        cut = Cut(start, places[1][0], "")
        taken = page.text[end : cut.end]
    else:
        cut = Cut(start, behind, "")
        taken = page.text[end:behind]
    return () if "#" in taken else (cut,)


def _lines(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """The lines that hold nothing else than what is between two offsets, but for a comment behind it."""
    first, last = page.line_start(start), page.line_end(end)
    rest = page.text[end:last].strip()
    if page.text[first:start].strip() or (rest and not rest.startswith("#")) or last >= len(page.text):
        return None
    return first, last + 1


def _comma(text: str) -> int:
    """Where the first comma of a text without names stands, comments left aside; -1 if there is none."""
    at = 0
    for line in text.split("\n"):
        code = line.partition("#")[0]
        if "," in code:
            return at + code.index(",")
        at += len(line) + 1
    return -1


def is_ordered(places: Places) -> bool:
    """Whether places follow one another."""
    return all(one[1] <= other[0] for one, other in pairwise(places))
