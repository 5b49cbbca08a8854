"""The files of a project, read so that nothing outside it is ever touched and nothing hangs."""

import os
import stat
from pathlib import Path

from icefloe.project.root import ProjectError

#: More of a module is never needed: the parser refuses files far below this size.
MODULE_LIMIT = 4 << 20


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
    so that one call sees one state of each file.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._folders: dict[str, frozenset[str]] = {}
        self._read: dict[str, bytes | None] = {}

    def read(self, path: str) -> bytes | None:
        """Read a regular file of the project, or give None if there is none."""
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def _load(self, path: str) -> bytes | None:
        parts = path.split("/")
        if not path or "\0" in path or "\\" in path or any(part in ("", ".", "..") for part in parts):
            return None
        if parts[-1] not in self._listed("/".join(parts[:-1])):
            return None
        try:
            descriptor = os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MODULE_LIMIT if path.endswith(".py") else -1)

    def _listed(self, folder: str) -> frozenset[str]:
        """Give the names in a folder, none if it is not really below the root, links resolved.

        Most paths that are asked for are those of modules that are not there: a list of names answers for them all.
        """
        if folder not in self._folders:
            real = os.path.realpath(os.path.join(self._real, folder))  # noqa: PTH118 - hot, and strings are enough
            inside = real == self._real or real.startswith(self._real.rstrip("/") + "/")
            try:
                self._folders[folder] = frozenset(os.listdir(real) if inside else ())  # noqa: PTH208
            except (OSError, ValueError):
                self._folders[folder] = frozenset()
        return self._folders[folder]
