"""The findings that were there before: a file of them, which is merged like a list."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from icefloe.choice.known import ALWAYS
from icefloe.choice.places import file_of
from icefloe.choice.said import Change, Chosen, Entry, Looked
from icefloe.findings import Finding
from icefloe.project import ProjectError, ProjectFiles
from icefloe.source import Source

VERSION: Final = 1
#: The last item of the list, so that no line of it ends without a comma: two branches that add entries do not clash.
END: Final = "end"
#: How many entries that are found no more are named one by one.
NAMED: Final = 3
_LINE: Final = re.compile(r"\b(lines?|cell) \d+")
_SPACE: Final = re.compile(r"\s+")


class Baseline:
    """The known findings of a project, from a file that may be that of several projects."""

    def __init__(self, path: Path, files: ProjectFiles, *, update: bool, named: bool) -> None:
        self._path = path
        self._root = files.root
        self._prefix = Path(os.path.relpath(files.root, path.parent)).as_posix()
        self._update = update
        self._option = f"--baseline {_shown(path)} " if named else ""
        self._data = files.outside(path)
        if self._data is None and not update:
            raise ProjectError(f"there is no baseline {_shown(path)}: --update-baseline writes it")
        self._known = Counter(loads(self._data, path) if self._data is not None else ())

    def applied(
        self,
        findings: Sequence[Finding],
        sources: Mapping[str, Source],
        looked: Looked,
        holds: Callable[[str, str], bool],
    ) -> Chosen:
        """Keep back the findings that are known; where the baseline is updated, all of them."""
        left = Counter(self._known)
        new: list[Finding] = []
        accepted: list[Finding] = []
        fresh: list[Entry] = []
        for finding in findings:
            entry = self._entry(finding, sources)
            if finding.code in ALWAYS:
                new.append(finding)
            elif left[entry] > 0:
                left[entry] -= 1
                accepted.append(finding)
            elif self._update:
                fresh.append(entry)
                accepted.append(finding)
            else:
                new.append(finding)
        gone = [entry for entry in +left for _ in range(left[entry]) if self._is_judged(entry, looked, holds)]
        told = () if self._update or not gone else (self._told(gone),)
        change = Change(path=self._path, dropped=tuple(gone), added=tuple(fresh)) if self._update else None
        return Chosen(
            findings=tuple(new),
            sources=sources,
            accepted=tuple(accepted),
            told=told,
            change=change,
            read=((str(self._path), self._data),),
        )

    def _entry(self, finding: Finding, sources: Mapping[str, Source]) -> Entry:
        source = sources.get(finding.span.path)
        lines = source.text.split("\n") if source is not None else []
        at = finding.span.line - 1
        return Entry(
            path=Path(os.path.normpath(f"{self._prefix}/{file_of(finding.span.path)}")).as_posix(),
            code=finding.code,
            message=_LINE.sub(r"\1", finding.message),
            text=_SPACE.sub(" ", lines[at]).strip() if at < len(lines) else "",
        )

    def _is_judged(self, entry: Entry, looked: Looked, holds: Callable[[str, str], bool]) -> bool:
        """Whether an entry would have been met, had it still been there."""
        path = Path(os.path.relpath(self._path.parent / entry.path, self._root)).as_posix()
        if path.startswith("../") or entry.code.startswith(looked.blind):
            return False
        return holds(entry.code, path) and (looked.whole or path in looked.paths)

    def _told(self, gone: Sequence[Entry]) -> str:
        named = ", ".join(f"{entry.code} in {entry.path}" for entry in gone[:NAMED])
        more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        count, them = ("1 entry is", "it") if len(gone) == 1 else (f"{len(gone)} entries are", "them")
        return (
            f"warning: {_shown(self._path)}: {count} found no more ({named}{more}): "
            f"`icefloe check {self._option}--update-baseline` takes {them} out"
        )


def updated(data: bytes | None, path: Path, changes: Iterable[Change]) -> str:
    """The text of a baseline after changes."""
    entries = Counter(loads(data, path) if data is not None else ())
    for change in changes:
        entries.subtract(change.dropped)
        entries.update(change.added)
    return dumps(entry for entry in +entries for _ in range(entries[entry]))


def dumps(entries: Iterable[Entry]) -> str:
    """Write a baseline: JSON, sorted, an entry a line."""
    rows = sorted((one.path, one.code, one.message, one.text) for one in entries)
    keys = ("path", "code", "message", "text")
    lines = [json.dumps(dict(zip(keys, row, strict=True))) for row in rows]
    body = "".join(f"{line},\n" for line in lines)
    return f'{{"icefloe-baseline": {VERSION}, "findings": [\n{body}"{END}"]}}\n'


def loads(data: bytes, path: Path) -> tuple[Entry, ...]:
    """Read a baseline; anything else is a wrong call."""
    try:
        document: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{_shown(path)} is no baseline: {error}") from error
    table = _table(document)
    if table.get("icefloe-baseline") != VERSION:
        raise ProjectError(f"{_shown(path)} is no baseline of this version of icefloe: --update-baseline on a new file")
    rows = table.get("findings")
    found = [_entry(row, path) for row in cast("list[object]", rows) if row != END] if isinstance(rows, list) else []
    return tuple(found)


def _entry(row: object, path: Path) -> Entry:
    table = _table(row)
    values = [table.get(key) for key in ("path", "code", "message", "text")]
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < len(values):
        raise ProjectError(f"{_shown(path)} holds an entry without path, code, message and text")
    return Entry(path=texts[0], code=texts[1], message=texts[2], text=texts[3])


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _shown(path: Path) -> str:
    return min(os.path.relpath(path), str(path), key=len)
