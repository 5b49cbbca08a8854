"""Files and folders that values name, with digests of their bytes."""

import os
import stat
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from icefloe_schema.records import dataclass

# Paths are texts here: most values are none, and this is the quickest way to know.
# ruff: noqa: PTH116, PTH118, PTH123

_LONGEST = 4096
_BLOCK = 1 << 20
_MOST_FILES, _FEW = 100_000, 1_000
# A file may be written twice within so many nanoseconds and show the same time.
_TICK = 50_000_000
# What tools keep beside the data for themselves.
_LEFT_OUT = frozenset((".icefloe", ".git", "__pycache__"))


class TooMuch(Exception):  # noqa: N818 - it is no error
    """What a value names is too much to be looked at before each run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a path names: the digest of its bytes, marks by which a change is seen at once, and when it was changed
    last, in nanoseconds."""

    digest: str
    marks: tuple[object, ...]
    changed: int


class Files:
    """Looks at the files of a machine as a step sees them, which begins in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._above = frozenset((self._root, *map(str, root.parents)))
        self._known: dict[str, Named] = {}

    def at(self, text: str) -> Path:
        """The path that a text means to a step."""
        return Path(self._root, text)

    def named(self, text: str) -> Named | None:
        """Give what a text names; `None` if there is nothing, `TooMuch` if it is more than can be looked at."""
        if not _may_be(text):
            return None
        path = os.path.join(self._root, text)
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            return None
        if stat.S_ISREG(found.st_mode):
            return self._file(path, found)
        return self._folder(path, text) if stat.S_ISDIR(found.st_mode) else None

    def folder(self, text: str, most: int) -> str | None:
        """Give the digest of a folder that a text names, "" if it has more bytes than that; `None` if it is none."""
        if not _may_be(text):
            return None
        path = os.path.join(self._root, text)
        size = 0
        try:
            if not stat.S_ISDIR(os.stat(path).st_mode):
                return None
            if os.path.realpath(path) in self._above:
                return ""
            for count, (_, _, found) in enumerate(_below(path, "", frozenset())):
                size += 0 if found is None else found.st_size
                if size > most or count > _FEW:
                    return ""
            return self._folder(path, text).digest
        except (OSError, ValueError):
            return None

    def is_same(self, text: str, then: Named) -> bool:
        """Whether a text still names what it did a moment ago."""
        try:
            found = self.named(text)
        except TooMuch:
            return False
        return found is not None and found.digest == then.digest

    def _file(self, path: str, found: os.stat_result) -> Named:
        marks = _marks(found)
        known = self._known.get(path)
        if known is not None and known.marks == marks:
            return known
        now = time.time_ns()
        made = Named(digest=_digest(path), marks=marks, changed=found.st_ctime_ns)
        if found.st_ctime_ns < now - _TICK:
            self._known[path] = made
        return made

    def _folder(self, path: str, text: str) -> Named:
        if os.path.realpath(path) in self._above:
            raise TooMuch(f"the value {text!r} names a folder that holds the project")
        total, marks, changed = sha256(), list[object](), 0
        for count, (below, at, found) in enumerate(_below(path, "", frozenset()), 1):
            if count > _MOST_FILES:
                raise TooMuch(f"the value {text!r} names a folder of more than {_MOST_FILES:,} files")
            named = None if found is None else self._file(at, found)
            total.update(f"{below}\0{named.digest if named else ''}\n".encode("utf-8", "surrogateescape"))
            marks.append(below if named is None else (below, named.marks))
            changed = max(changed, 0 if named is None else named.changed)
        return Named(digest=total.hexdigest(), marks=tuple(marks), changed=changed)


def _may_be(text: str) -> bool:
    """Whether a text may be a path that means something: `/` and `.` are signs in most programs."""
    return 0 < len(text) <= _LONGEST and "\0" not in text and "\n" not in text and any(map(str.isalnum, text))


def _below(folder: str, prefix: str, seen: frozenset[str]) -> Iterator[tuple[str, str, os.stat_result | None]]:
    """All files and folders in a folder, in order; links are followed, but not in circles."""
    own = os.path.realpath(folder)
    if own in seen:
        return
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.name not in _LEFT_OUT)
    for name in names:
        at, below = f"{folder}/{name}", f"{prefix}{name}"
        try:
            found = os.stat(at)
        except OSError:
            yield below, at, None
            continue
        if stat.S_ISDIR(found.st_mode):
            yield f"{below}/", at, None
            yield from _below(at, f"{below}/", seen | {own})
        elif stat.S_ISREG(found.st_mode):
            yield below, at, found


def _marks(found: os.stat_result) -> tuple[object, ...]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev


def _digest(path: str) -> str:
    state = sha256()
    with open(path, "rb") as stream:
        while block := stream.read(_BLOCK):
            state.update(block)
    return state.hexdigest()
