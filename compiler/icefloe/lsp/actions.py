"""What an editor offers to do about a finding: its fix, all fixes, or a comment that keeps it back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from lsprotocol import types
from pygls import uris

from icefloe.choice.adding import added
from icefloe.findings import Finding
from icefloe.fixes import Fix
from icefloe.lsp.diagnostics import diagnostic
from icefloe.lsp.room import Room
from icefloe.source import Source

FIX_ALL = "source.fixAll.icefloe"


def actions(room: Room, path: Path, asked: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions for a stretch of a file; editors name the kinds that they want."""
    wanted = [str(getattr(kind, "value", kind)) for kind in asked.context.only or ()]
    here = [one for one in room.findings().get(path, ()) if _meets(room, path, one, asked.range)]
    found: list[types.CodeAction] = []
    if _is_wanted("quickfix", wanted):
        for finding in here:
            found += _fix(room, path, finding)
        for finding in here:
            found += _ignore(room, path, finding)
    if (wanted and _is_wanted(FIX_ALL, wanted)) or (not wanted and any(one.fix is not None for one in here)):
        found += _all(room, path)
    return found


def _is_wanted(kind: str, wanted: Iterable[str]) -> bool:
    """Whether a kind is one of those that are asked for, or below one of them."""
    names = list(wanted)
    return not names or any(kind == one or kind.startswith(f"{one}.") for one in names)


def _meets(room: Room, path: Path, finding: Finding, asked: types.Range) -> bool:
    own = room.lines(path).range(finding.span)
    return _order(own.start) <= _order(asked.end) and _order(asked.start) <= _order(own.end)


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _fix(room: Room, path: Path, finding: Finding) -> Iterator[types.CodeAction]:
    fix = finding.fix
    edit = None if fix is None else _edits(room, fix)
    if fix is not None and edit is not None:
        yield types.CodeAction(
            title=f"{fix.message[:1].upper()}{fix.message[1:]} ({finding.code})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(room, path, finding)],
            edit=edit,
            is_preferred=fix.safe,
        )


def _edits(room: Room, fix: Fix) -> types.WorkspaceEdit | None:
    """The edits of a fix, all or none."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        path = room.path(edit.span.path)
        uri = None if path is None else uris.from_fs_path(str(path))
        if path is None or uri is None:
            return None
        changes.setdefault(uri, []).append(types.TextEdit(range=room.lines(path).range(edit.span), new_text=edit.text))
    return types.WorkspaceEdit(changes=changes)


def _ignore(room: Room, path: Path, finding: Finding) -> Iterator[types.CodeAction]:
    """The comment that keeps one finding back, where one fits."""
    lines = room.lines(path)
    text = "\n".join(lines.lines)
    source = Source(path=finding.span.path, text=text)
    found = added([finding], {finding.span.path: source}, "")
    for after in found.texts.values():
        yield types.CodeAction(
            title=f"Ignore {finding.code} here",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(room, path, finding)],
            edit=_replaced(room, {path: after}),
        )


def _all(room: Room, path: Path) -> Iterator[types.CodeAction]:
    """All safe fixes at once, as `check --fix` makes them."""
    fixed = room.fixed(path)
    texts = {room.path(shown): data.decode("utf-8-sig", "replace") for shown, data in fixed.texts.items()}
    known = {one: text for one, text in texts.items() if one is not None}
    if known:
        title = f"Fix all that can be fixed safely ({fixed.count})"
        yield types.CodeAction(title=title, kind=FIX_ALL, edit=_replaced(room, known))


def _replaced(room: Room, texts: Mapping[Path, str]) -> types.WorkspaceEdit:
    """Other texts for files, as edits of the lines that differ."""
    changes: dict[str, list[types.TextEdit]] = {}
    for path, text in texts.items():
        uri = uris.from_fs_path(str(path))
        if uri is not None:
            changes[uri] = list(_differences(room, path, text))
    return types.WorkspaceEdit(changes=changes)


def _differences(room: Room, path: Path, text: str) -> Iterator[types.TextEdit]:
    lines = room.lines(path)
    after = re.split(r"\r\n|\r|\n", text)
    last = len(lines.lines)
    for tag, start, end, first, behind in SequenceMatcher(None, list(lines.lines), after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        # A line goes with its end, but for the last one, which has none.
        whole = "".join(f"{line}\n" for line in after[first:behind])
        if end == last:
            begin = lines.line(start + 1)
            yield types.TextEdit(range=types.Range(begin, lines.line(last + 1)), new_text=whole.removesuffix("\n"))
        else:
            yield types.TextEdit(range=types.Range(lines.line(start + 1), lines.line(end + 1)), new_text=whole)
