"""The files of a project, read so that nothing outside it is ever touched and nothing hangs."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from icefloe.project.root import ProjectError

#: More of a module is never needed: the parser refuses files far below this size.
MODULE_LIMIT = 4 << 20
#: Any other file that is larger counts as not there.
FILE_LIMIT = 32 << 20
_NOWHERE: tuple[str, frozenset[str]] = ("", frozenset())
_ODD = frozenset(("", ".", ".."))
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_document(path: Path) -> bytes:
    """Read a document at a known place, a link followed; a pipe or device, which may never end, is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ProjectError(f"{path.name} is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


class ProjectFiles:
    """Reads regular files below a root, by POSIX path relative to it.

    A link, a device, a pipe, a path that leaves the root: all read as if there were nothing. What was read is kept,
    so that one call sees one state of each file. `given` are files whose content is not, or not yet, the one on disk:
    what an editor holds, a fix that is being tried.
    """

    def __init__(self, root: Path, given: Mapping[str, bytes] | None = None) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._given = {path: data for path, data in (given or {}).items() if _is_plain(path)}
        self._below = _children(self._given)
        real, names = _listed(self._real, self._real)
        self._folders: dict[str, tuple[str, frozenset[str]]] = {"": (real, names | self._below.get("", frozenset()))}
        self._read: dict[str, bytes | None] = {}

    def read(self, path: str) -> bytes | None:
        """Read a regular file of the project, or give None if there is none."""
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def names(self, folder: str) -> frozenset[str]:
        """Give the names in a folder ("" is the root), none if it is not really below the root, links resolved.

        Most paths that are asked for are those of modules that are not there: a list of names answers for them all.
        """
        return self._folder(folder)[1]

    def _folder(self, folder: str) -> tuple[str, frozenset[str]]:
        """Where a folder really is, "" if not below the root, and the names in it."""
        waiting: list[str] = []
        while folder not in self._folders:
            waiting.append(folder)
            folder = folder.rpartition("/")[0]
        found = self._folders[folder]
        for inner in reversed(waiting):
            name = inner.rpartition("/")[2]
            there = name not in _ODD and name in found[1] and found[0] != ""
            real, names = _listed(f"{found[0]}/{name}", self._real) if there else _NOWHERE
            found = self._folders[inner] = (real, names | self._below[inner] if inner in self._below else names)
        return found

    def _load(self, path: str) -> bytes | None:
        folder, _, name = path.rpartition("/")
        if not _is_plain(path) or name not in self.names(folder):
            return None
        if path in self._given:
            data = self._given[path]
            return data[:MODULE_LIMIT] if path.endswith(".py") else data if len(data) <= FILE_LIMIT else None
        try:
            descriptor = os.open(f"{self._real}/{path}", _FLAGS)
        except (OSError, ValueError):
            return None
        try:
            status = os.fstat(descriptor)
            limit = MODULE_LIMIT if path.endswith(".py") else FILE_LIMIT
            if not stat.S_ISREG(status.st_mode) or (limit == FILE_LIMIT and status.st_size > limit):
                return None
            return _content(descriptor, status.st_size, limit)
        except OSError:
            return None
        finally:
            os.close(descriptor)


def _is_plain(path: str) -> bool:
    """Tell a path that stays below the root, as it is written."""
    return "\0" not in path and "\\" not in path and _ODD.isdisjoint(path.split("/"))


def _children(paths: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """The names that files have in the folders above them."""
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        while path:
            folder, _, name = path.rpartition("/")
            found[folder] = found.get(folder, frozenset()) | {name}
            path = folder
    return found


def _listed(path: str, root: str) -> tuple[str, frozenset[str]]:
    """Where a folder really is, and the names in it; only the last part of its path may be a link."""
    try:
        real = os.path.realpath(path) if os.path.islink(path) else path  # noqa: PTH114 - hot, and strings are enough
        if real != root and not real.startswith(root.rstrip("/") + "/"):
            return _NOWHERE
        return real, frozenset(os.listdir(real))  # noqa: PTH208
    except (OSError, ValueError):
        return _NOWHERE


def _content(descriptor: int, size: int, limit: int) -> bytes:
    """The bytes of an open file, up to a limit, however long it says it is."""
    data = os.read(descriptor, min(size, limit) + 1)
    if len(data) == size:
        return data
    pieces = [data]
    while data and sum(map(len, pieces)) < limit:
        data = os.read(descriptor, 1 << 20)
        pieces.append(data)
    return b"".join(pieces)[:limit]
