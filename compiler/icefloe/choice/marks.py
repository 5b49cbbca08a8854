"""What comments say of findings: `# icefloe: ignore[FLO201] reason`, and mistakes in that."""

import re
from collections.abc import Iterator
from typing import Literal

from icefloe.syntax.comments import Comment, Layout
from icefloe_schema.records import dataclass

Kind = Literal["line", "file", "foreign", "blanket", "malformed"]

#: A reason may name an issue (`#12`); what begins like the comment of a tool is another one.
_OWN = re.compile(
    r"#\s*icefloe:[ \t]*(?P<word>[A-Za-z-]*)(?P<rest>(?:[^#]|#(?!\s*(?:noqa\b|[a-z]+:)))*)", re.IGNORECASE
)
#: What somebody writes who wants to keep findings back; any other word is for people.
_MEANT = re.compile(r"ignor|disable|enable|noqa|off$|skip|suppress", re.IGNORECASE)
_CODES = re.compile(r"\s*\[\s*FLO\d", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\[(?P<codes>[^\[\]]*)\](?P<reason>.*)", re.DOTALL)
_NOQA = re.compile(r"#\s*noqa\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)", re.IGNORECASE)
_SPLIT = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One such comment, or the part of a comment that is one. `column` is that of its `#`, from 1, `end` behind it.

    `words` are the codes and names as they are written, of a `blanket` one all that follows. `foreign` ones are `noqa`
    comments, which other tools own.
    """

    kind: Kind
    line: int
    column: int
    end: int
    words: tuple[str, ...]
    alone: bool
    reason: str = ""


def marks(layout: Layout) -> tuple[Mark, ...]:
    """Everything that the comments of a text say of findings, in order."""
    return tuple(mark for comment in layout.comments for mark in _of(comment))


def _of(comment: Comment) -> Iterator[Mark]:
    for match in _OWN.finditer(comment.text):
        if _MEANT.match(match["word"]) or _CODES.match(match["rest"]):
            yield _own(comment, match)
    for match in _NOQA.finditer(comment.text):
        words = tuple(word for word in _SPLIT.split(match["codes"].strip(" ,")) if word.upper().startswith("FLO"))
        if words:
            yield _mark("foreign", comment, match, words)


def _own(comment: Comment, match: "re.Match[str]") -> Mark:
    word, brackets = match["word"].lower(), _BRACKETS.fullmatch(match["rest"].rstrip())
    if word not in ("ignore", "ignore-file"):
        return _mark("malformed", comment, match, ())
    if brackets is None:
        if match["rest"].lstrip().startswith("["):
            return _mark("malformed", comment, match, ())
        said = tuple(text for text in _SPLIT.split(match["rest"].strip(" \t:=(")) if text)
        return _mark("blanket", comment, match, tuple(text.strip("():") for text in said))
    words = tuple(text.strip() for text in brackets["codes"].split(",") if text.strip())
    if not words:
        return _mark("blanket", comment, match, ())
    return _mark("file" if word == "ignore-file" else "line", comment, match, words, brackets["reason"].strip())


def _mark(kind: Kind, comment: Comment, match: "re.Match[str]", words: tuple[str, ...], reason: str = "") -> Mark:
    column = comment.column + match.start()
    return Mark(
        kind=kind,
        line=comment.line,
        column=column,
        end=column + len(match[0].rstrip()),
        words=words,
        alone=comment.alone and match.start() == 0,
        reason=reason,
    )
