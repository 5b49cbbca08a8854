"""Findings that a comment keeps back, and comments that keep nothing back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from icefloe.choice.known import ALWAYS, begins, code_of, meant
from icefloe.choice.marks import Mark
from icefloe.choice.pages import Page, page_of
from icefloe.choice.places import file_of
from icefloe.choice.said import Looked
from icefloe.findings import Finding, Severity
from icefloe.fixes import Edit, Fix
from icefloe.settled import spans_of
from icefloe.source import Source, Span

UNUSED, BLANKET, MALFORMED, UNKNOWN = "FLO930", "FLO931", "FLO932", "FLO933"
#: What no comment keeps back: what could not be read, and what is said of comments.
LOUD = ALWAYS | {UNUSED, BLANKET, MALFORMED, UNKNOWN}
#: What `check` never finds, but those who make plans, locks and exports: nothing can be said of a comment for it.
ELSEWHERE = ("FLO130", "FLO131", "FLO133", "FLO134", "FLO6", "FLO7")
#: A word of a comment: the text, the line and the column of the comment.
Word = tuple[str, int, int, str]


class Suppression:
    """Keeps findings back for the comments of some texts, and remembers which comments were needed for it."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages
        self._lines: dict[str, dict[int, list[Mark]]] = {}
        self._whole: dict[str, list[tuple[str, Mark]]] = {}
        self._used: set[Word] = set()
        for path, page in pages.items():
            lines = self._lines[path] = {}
            for mark in page.marks:
                if mark.kind in ("line", "foreign"):
                    lines.setdefault(mark.line, []).append(mark)
                elif mark.kind == "file":
                    self._whole.setdefault(file_of(path), []).append((path, mark))

    def keeps(self, finding: Finding) -> bool:
        """Whether a comment on one of a finding's lines, or for one of its files, names its code."""
        if finding.code in LOUD:
            return False
        needed = [*self._on_lines(finding), *self._for_files(finding)]
        self._used.update(needed)
        return bool(needed)

    def _on_lines(self, finding: Finding) -> Iterator[Word]:
        for span in spans_of(finding):
            lines = self._lines.get(span.path)
            if lines:
                for line in self._pages[span.path].reached(span):
                    yield from (word for mark in lines.get(line, ()) for word in _naming(span.path, mark, finding.code))

    def _for_files(self, finding: Finding) -> Iterator[Word]:
        for path, mark in self._whole.get(file_of(finding.span.path), ()):
            yield from _naming(path, mark, finding.code)

    def unused(self, judged: Callable[[str, str], bool], safe: bool) -> Iterator[Finding]:
        """The comments, or words in them, that kept nothing back, as far as a code is `judged` in a file.

        `safe` says that whatever could need them was looked at.
        """
        for page in self._pages.values():
            for mark in page.marks:
                if mark.kind in ("line", "file"):
                    yield from self._needless(page, mark, judged, safe)

    def _needless(self, page: Page, mark: Mark, judged: Callable[[str, str], bool], safe: bool) -> Iterator[Finding]:
        path = page.source.path
        codes = {word: code_of(word) for word in mark.words}
        bare = [
            word
            for word, code in codes.items()
            if code is not None
            and code not in LOUD
            and judged(code, path)
            and _word(path, mark, word) not in self._used
        ]
        if not bare:
            return
        names = ", ".join(f"`{word}`" for word in bare)
        place = "this file" if mark.kind == "file" else "here"
        yield Finding(
            code=UNUSED,
            severity=Severity.WARNING,
            message=f"the comment ignores {names}, and there is no such finding {place}",
            span=_span(page, mark),
            label="not needed",
            help="remove it: it would hide the next one",
            fix=Fix(message=f"remove {names}", edits=(_removal(page, mark, bare),), safe=safe),
        )


def judged(
    findings: Sequence[Finding], texts: Mapping[str, Source], holds: Callable[[str, str], bool], looked: Looked
) -> tuple[list[Finding], list[Finding]]:
    """The findings that no comment keeps back, and what is wrong with the comments of the files that were looked at.

    `holds` tells of a code whether it is reported in a file: a comment for one that is not was not in vain.
    """
    pages = {path: page_of(source) for path, source in texts.items()}
    suppression = Suppression(pages)
    kept = [one for one in findings if not suppression.keeps(one)]
    own = frozenset(looked.paths)
    known = own if looked.whole else frozenset(looked.holding)
    # Of a file that could not be read nothing more can be said; where its comments are is as doubtful as all else.
    unread = frozenset(file_of(one.span.path) for one in findings if one.code in ALWAYS)

    def is_judged(code: str, path: str) -> bool:
        sees = file_of(path) in known - unread and not code.startswith((*ELSEWHERE, *looked.blind))
        return sees and holds(code, path)

    read = [page for path, page in pages.items() if file_of(path) in own - unread]
    told = [finding for page in read for finding in mistakes(page)]
    return kept, [*told, *suppression.unused(is_judged, safe=looked.whole)]


def mistakes(page: Page) -> Iterator[Finding]:
    """What is wrong with comments themselves."""
    for mark in page.marks:
        if mark.kind == "blanket":
            yield _blanket(page, mark)
        elif mark.kind == "malformed":
            yield Finding(
                code=MALFORMED,
                message="this comment says nothing to icefloe, and nothing is ignored for it",
                span=_span(page, mark),
                label="not understood",
                help="write `# icefloe: ignore[FLO201] reason`, or `ignore-file` for the whole file",
            )
        elif mark.kind != "foreign":
            yield from (_unknown(page, mark, word) for word in dict.fromkeys(mark.words) if code_of(word) is None)


def _blanket(page: Page, mark: Mark) -> Finding:
    """A comment without brackets; where codes follow all the same, it is shown with brackets around them."""
    named = tuple(takewhile(code_of, mark.words))
    if named:
        begun = page.lines[mark.line - 1][mark.column - 1 : mark.end - 1].lower()
        word = "ignore-file" if "ignore-file" in begun else "ignore"
        message = f"brackets are missing around {', '.join(named)}, and nothing is ignored"
        help_text = f"write `# icefloe: {word}[{', '.join(named)}]`, and a reason behind it"
    else:
        message = "a comment that ignores everything is not taken: it says no code"
        help_text = "write the codes or names in brackets: `# icefloe: ignore[FLO201] reason`"
    label = "no brackets" if named else "what is ignored?"
    return Finding(code=BLANKET, message=message, span=_span(page, mark), label=label, help=help_text)


def _unknown(page: Page, mark: Mark, word: str) -> Finding:
    why = "a comment takes whole codes or names, and no groups of them" if begins(word) else meant(word)
    return Finding(
        code=UNKNOWN,
        severity=Severity.WARNING,
        message=f"there is no rule {word!r} to be ignored: {why}",
        span=_span(page, mark),
        label="no such rule",
        help="name a code (FLO201) or a rule (missing-input) in full; `icefloe explain` lists them",
    )


def _word(path: str, mark: Mark, word: str) -> Word:
    return (path, mark.line, mark.column, word)


def _naming(path: str, mark: Mark, code: str) -> Iterable[Word]:
    return [_word(path, mark, word) for word in mark.words if code_of(word) == code]


def _span(page: Page, mark: Mark) -> Span:
    return Span(path=page.source.path, line=mark.line, column=mark.column, end_line=mark.line, end_column=mark.end)


def _removal(page: Page, mark: Mark, bare: list[str]) -> Edit:
    """Take words out of a comment; all of it, with its line if nothing else is on it, if none is left."""
    text = page.lines[mark.line - 1]
    span = _span(page, mark)
    kept = [word for word in mark.words if word not in bare]
    if kept:
        head, _, rest = text[mark.column - 1 : mark.end - 1].partition("[")
        return Edit(span=span, text=f"{head}[{', '.join(kept)}]{rest.partition(']')[2]}")
    before, behind = text[: mark.column - 1], text[mark.end - 1 :]
    if not before.strip() and not behind.strip() and mark.line < len(page.lines):
        return Edit(span=Span(path=span.path, line=mark.line, column=1, end_line=mark.line + 1, end_column=1), text="")
    start = len(before.rstrip()) + 1 if not behind.strip() else mark.column
    end = len(text) + 1 if not behind.strip() else mark.end + len(behind) - len(behind.lstrip())
    return Edit(span=Span(path=span.path, line=mark.line, column=start, end_line=mark.line, end_column=end), text="")
