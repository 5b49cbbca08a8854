"""The comments of Python source, and which of its lines belong together."""

import io
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from typing import Final

from icefloe_schema.records import dataclass

_NO_CODE: Final = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
)
_STARTS: Final = frozenset(("FSTRING_START", "TSTRING_START"))
_ENDS: Final = frozenset(("FSTRING_END", "TSTRING_END"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment: where its `#` stands (line and column from 1), and its text with it. `alone`: no code before it."""

    line: int
    column: int
    text: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The comments of a text. `groups` gives the first and the last line of the statement that a line belongs to, as
    far as these are several; a decorator belongs to what it decorates. No comment fits behind the lines in `closed`.
    """

    comments: tuple[Comment, ...] = ()
    groups: Mapping[int, tuple[int, int]]
    closed: frozenset[int] = frozenset()


def layout(text: str) -> Layout:
    """Read a text as far as it can be read as Python."""
    comments: list[Comment] = []
    lines: list[tuple[int, int, bool]] = []
    closed: set[int] = set()
    start, decorates, opened = 0, False, [0]
    try:
        for token in _tokens(text):
            first, last = token.start[0], token.end[0]
            if token.type == tokenize.COMMENT:
                alone = not token.line[: token.start[1]].strip()
                comments.append(Comment(line=first, column=token.start[1] + 1, text=token.string, alone=alone))
            name = tokenize.tok_name[token.type]
            if name in _STARTS:
                opened.append(first)
            if name in _ENDS:
                closed.update(range(opened.pop(), last))
            if token.type == tokenize.STRING:
                closed.update(range(first, last))
            if token.type == tokenize.NEWLINE:
                lines.append((start or first, first, decorates))
                start = 0
            elif token.type not in _NO_CODE and not start:
                start, decorates = first, token.string == "@"
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass  # what could be read so far counts: somebody else says what is wrong
    closed.update(number for number, line in enumerate(text.split("\n"), start=1) if line.endswith("\\"))
    return Layout(comments=tuple(comments), groups=_grouped(lines), closed=frozenset(closed))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a text; what Python has to say of odd literals is no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from tokenize.generate_tokens(io.StringIO(text, newline="\n").readline)


def _grouped(lines: list[tuple[int, int, bool]]) -> dict[int, tuple[int, int]]:
    """The lines of each statement, decorators with the `def` or `class` below them."""
    groups: dict[int, tuple[int, int]] = {}
    begin = 0
    for first, last, decorates in lines:
        begin = begin or first
        if not decorates:
            if last > begin:
                groups.update(dict.fromkeys(range(begin, last + 1), (begin, last)))
            begin = 0
    return groups
