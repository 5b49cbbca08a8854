"""From what a fix says to edits of text."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from icefloe.findings import Finding
from icefloe.fixes import (
    AddDecorator,
    AddImport,
    AddItem,
    AddParameter,
    Await,
    Change,
    Edit,
    Fix,
    MakeAsync,
    Remove,
    RemoveCall,
    RemoveOutput,
    Rename,
    RenameParameter,
    RenameWord,
    SetArgument,
    SetDecorated,
    SetReturns,
    Surround,
    Uncall,
)
from icefloe.syntax.comments import layout
from icefloe.syntax.edits.calls import set_argument, set_decorated, uncall
from icefloe.syntax.edits.functions import (
    add_decorator,
    add_parameter,
    awaited,
    make_async,
    rename_parameter,
    set_returns,
)
from icefloe.syntax.edits.imports import add_import, is_imported, rename_word
from icefloe.syntax.edits.lines import remove_entry
from icefloe.syntax.edits.names import rename
from icefloe.syntax.edits.outputs import remove_output
from icefloe.syntax.edits.page import Cut, Page
from icefloe.syntax.edits.removal import add_item, remove, remove_call
from icefloe.syntax.parser import Parsed

Structural: TypeAlias = (
    RenameParameter
    | RenameWord
    | RemoveCall
    | RemoveOutput
    | AddItem
    | SetArgument
    | SetDecorated
    | SetReturns
    | Uncall
    | AddParameter
    | AddDecorator
    | Await
    | MakeAsync
    | AddImport
)
Look: TypeAlias = Callable[[str], Parsed | str | None]


def resolved(findings: Iterable[Finding], look: Look) -> Iterator[Finding]:
    """The findings with edits in place of what their fixes say; a fix that does not fit the text is dropped.

    `look` gives a file as a tree, as text if it is no Python, or None if it cannot be read.
    """
    pages: dict[str, Page | None] = {}
    for finding in findings:
        fix = finding.fix
        yield finding if fix is None or not fix.changes else replace(finding, fix=_edits(fix, look, pages))


def _edits(fix: Fix, look: Look, pages: dict[str, Page | None]) -> Fix | None:
    found: list[Edit] = []
    safe = fix.safe
    for change in fix.changes:
        page = _page(change.span.path, look, pages)
        cuts = () if page is None else _cuts(page, change)
        is_there = page is not None and isinstance(change, AddImport) and is_imported(page, change)
        if page is None or not (cuts or is_there):
            return None
        found += [page.edit(cut) for cut in sorted(cuts, key=lambda cut: cut.start)]
        # What somebody wrote for people goes only where they are asked.
        safe = safe and not (isinstance(change, Remove | RemoveCall | RemoveOutput) and _takes_comment(page, cuts))
    return replace(fix, edits=(*fix.edits, *found), changes=(), safe=safe)


def _takes_comment(page: Page, cuts: Iterable[Cut]) -> bool:
    """Whether a comment is among what is taken out; a `#` in a string is none."""
    taken = [cut for cut in cuts if "#" in page.text[cut.start : cut.end]]
    if not taken or page.parsed is None:
        return bool(taken)
    places = [page.offset(one.line, one.column) for one in layout(page.text).comments]
    return any(cut.start <= place < cut.end for cut in taken for place in places)


def _page(path: str, look: Look, pages: dict[str, Page | None]) -> Page | None:
    if path not in pages:
        found = look(path)
        if isinstance(found, Parsed):
            pages[path] = Page(path, found.source.text, found)
        else:
            pages[path] = None if found is None else Page(path, found, None)
    return pages[path]


def _cuts(page: Page, change: Change) -> tuple[Cut, ...]:
    match change:
        case Rename():
            return rename(page, change)
        case Surround():
            start, end = page.offsets(change.span)
            return (Cut(start, start, change.before), Cut(end, end, change.after))
        case Remove():
            return remove_entry(page, change) if page.parsed is None else remove(page, change)
        case _:
            return _in_code(page, change)


def _in_code(page: Page, change: Structural) -> tuple[Cut, ...]:  # noqa: C901 - one case for each kind of change
    match change:
        case RenameWord():
            return rename_word(page, change)
        case RenameParameter():
            return rename_parameter(page, change)
        case RemoveOutput():
            return remove_output(page, change)
        case RemoveCall():
            return remove_call(page, change)
        case AddItem():
            return add_item(page, change)
        case SetArgument():
            return set_argument(page, change)
        case SetDecorated():
            return set_decorated(page, change)
        case SetReturns():
            return set_returns(page, change)
        case Uncall():
            return uncall(page, change)
        case AddParameter():
            return add_parameter(page, change)
        case AddDecorator():
            return add_decorator(page, change)
        case Await():
            return awaited(page, change)
        case MakeAsync():
            return make_async(page, change)
        case AddImport():
            return add_import(page, change)
