"""The tree of a revision, in place of the disk (`icefloe.project.disks`): the same paths, other content.

What lies outside of the repository is read from the disk: a configuration above it holds for every revision.
"""

import posixpath
from collections.abc import Mapping

from icefloe.cache import disk
from icefloe.revisions.git import Entry, Repository

#: Links that lead to links.
_MOST_LINKS = 20


class Tree:
    """The files of one commit, by absolute path as they would be in the working tree."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self.commit = commit
        self.entries: Mapping[str, Entry] = repository.tree(commit)
        self._repository = repository
        self._top = repository.top.as_posix()
        self._folders = _folders(self.entries)
        self._blobs: dict[str, bytes | None] = {}

    def real(self, path: str) -> str:
        """A path with its links resolved; the root of a project is never one."""
        return path

    def load(self, path: str) -> bytes | None:
        """The bytes of a file; None for a link and everything else, and for what is too large."""
        own = self._own(path)
        entry = None if own is None else self.entries.get(own)
        if own is None or entry is None or entry.kind != "f":
            return None
        if entry.name not in self._blobs:
            self._blobs[entry.name] = self._repository.blob(entry, disk.FILE_LIMIT)
        data = self._blobs[entry.name]
        return data[: disk.MODULE_LIMIT] if data is not None and own.endswith(".py") else data

    def load_beyond(self, path: str) -> bytes | None:
        """The bytes of a file that need not be of the project, links followed."""
        own = self._own(path)
        if own is None:
            return disk.load_beyond(path)
        real = self._resolved(own)
        return None if real is None else self.load(self._absolute(real))

    def refusal(self, path: str) -> str:
        """Why nothing can be read at a path."""
        own = self._own(path)
        entry = None if own is None else self.entries.get(own)
        if entry is None:
            return "there is no such file in this revision"
        return "it is a link, which may lead anywhere" if entry.kind == "l" else "it is no regular file, or too large"

    def hindrance(self, path: str, *, follow: bool) -> str:
        """Why what stands at a path cannot be read; a link is passed over, as where projects are looked for."""
        return disk.hindrance(path, follow=follow) if self._own(path) is None else ""

    def is_closed(self, folder: str) -> bool:
        """Whether a folder may not be listed: none is closed in a revision."""
        return self._own(folder) is None and disk.is_closed(folder)

    def scan(self, folder: str) -> list[str] | None:
        """What is in a folder, as `disk.scan` tells it."""
        own = self._own(folder)
        if own is None or own not in self._folders:
            return None
        return sorted(f"{self._letter(posixpath.join(own, name))}{name}" for name in self._folders[own])

    def listed(self, path: str, root: str) -> tuple[str, frozenset[str]]:
        """Where a folder below a root really is, and the names in it."""
        own = self._own(path)
        real = None if own is None else self._resolved(own)
        if real is None or real not in self._folders:
            return "", frozenset()
        absolute = self._absolute(real)
        if absolute != root and not absolute.startswith(f"{root.rstrip('/')}/"):
            return "", frozenset()
        return absolute, self._folders[real]

    def kind(self, path: str) -> str:
        """What stands at a path, links followed; nothing outside of the repository, where no project is looked for."""
        own = self._own(path)
        real = None if own is None else self._resolved(own)
        if own is None or real is None:
            return "o" if own in self.entries else ""
        if real in self._folders:
            return "d"
        return "f" if real in self.entries and self.entries[real].kind == "f" else "o" if real in self.entries else ""

    def _letter(self, path: str) -> str:
        if path in self._folders:
            return "d"
        return "f" if self.entries[path].kind == "f" else "o"

    def _own(self, path: str) -> str | None:
        """A path from the top of the repository, "" for the top itself; None for one outside."""
        path = path.replace("\\", "/") if "\\" in self._top else path
        if path == self._top:
            return ""
        return path[len(self._top) + 1 :] if path.startswith(f"{self._top.rstrip('/')}/") else None

    def _absolute(self, own: str) -> str:
        return posixpath.join(self._top, own) if own else self._top

    def _resolved(self, own: str) -> str | None:
        """Where a path leads, if it ends in a link: to a path of the repository, or None."""
        for _ in range(_MOST_LINKS):
            entry = self.entries.get(own)
            if entry is None or entry.kind != "l":
                return own
            target = self._repository.blob(entry, 4096)
            text = "" if target is None else target.decode("utf-8", "surrogateescape")
            own = posixpath.normpath(posixpath.join(posixpath.dirname(own), text))
            if not text or text.startswith("/") or own.startswith(".."):
                return None
            own = "" if own == "." else own
        return None


def _folders(entries: Mapping[str, Entry]) -> Mapping[str, frozenset[str]]:
    """The names in each folder, "" for the top."""
    found: dict[str, set[str]] = {"": set()}
    for path in entries:
        inner = path
        while True:
            folder, _, name = inner.rpartition("/")
            known = folder in found
            found.setdefault(folder, set()).add(name)
            if known or not folder:
                break
            inner = folder
    return {folder: frozenset(names) for folder, names in found.items()}
