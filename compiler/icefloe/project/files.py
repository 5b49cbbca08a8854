"""The files of a project, read so that nothing outside it is ever touched and nothing hangs."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cache import disk as _disk
from icefloe.project.root import ProjectError
from icefloe.project.touched import Records
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.project.disks import Disk

#: What files are read from, unless something else is given.
DISK: "Disk" = _disk
_NOWHERE: tuple[str, frozenset[str]] = ("", frozenset())
_ODD = frozenset(("", ".", ".."))


def read_document(path: Path) -> bytes:
    """Read a document at a known place, a link followed; a pipe or device, which may never end, is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ProjectError(f"{path} is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was asked of the files of a project: the bytes that were read, by path (None: there is no such file).

    `scanned` are folders with what was in them, `listed` those of which the names were asked: the path, where that
    really is, and the names. `is_given` tells that not all of it is what the disk holds.
    """

    root: str
    real: str
    read: Mapping[str, bytes | None]
    scanned: Mapping[str, list[str] | None]
    listed: Mapping[str, tuple[str, str, frozenset[str]]]
    is_given: bool


class ProjectFiles:
    """Reads regular files below a root, by POSIX path relative to it.

    A link, a device, a pipe, a path that leaves the root: all read as if there were nothing. What was read is kept,
    so that one call sees one state of each file. `given` are files whose content is not, or not yet, the one on disk:
    what an editor holds, a fix that is being tried. `disk` is what they are read from: a revision, for instance.
    """

    def __init__(self, root: Path, given: Mapping[str, bytes] | None = None, disk: "Disk" = DISK) -> None:
        self.root = root
        self._disk = disk
        self._real = disk.real(str(root))
        self._given = {path: data for path, data in (given or {}).items() if _is_plain(path)}
        self._below = _children(self._given)
        real, names = self._disk.listed(self._real, self._real)
        self._folders: dict[str, tuple[str, frozenset[str]]] = {"": (real, names | self._below.get("", frozenset()))}
        self._read: dict[str, bytes | None] = {}
        self.records = Records()
        self.beyond: dict[str, bytes | None] = {}
        self._scanned: dict[str, list[str] | None] = {}
        self._asked: dict[str, tuple[str, str]] = {"": (self._real, real)}

    def read(self, path: str) -> bytes | None:
        """Read a regular file of the project, or give None if there is none."""
        record = self.records.now
        if record is not None:
            record.read.add(path)
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def refusal(self, path: str) -> str:
        """Why a file of the project cannot be read."""
        return self._disk.refusal(f"{self._real}/{path}")

    def names(self, folder: str) -> frozenset[str]:
        """Give the names in a folder ("" is the root), none if it is not really below the root, links resolved.

        Most paths that are asked for are those of modules that are not there: a list of names answers for them all.
        """
        record = self.records.now
        if record is not None:
            record.listed.add(folder)
        return self._folder(folder)[1]

    def has(self, folder: str, name: str) -> bool:
        """Tell whether a folder has something of a name, which depends on less than all its names do."""
        record = self.records.now
        if record is not None:
            record.named.add(f"{folder}/{name}" if folder else name)
        return name in self._folder(folder)[1]

    def outside(self, path: Path) -> bytes | None:
        """Read a regular file that need not be below the root (a configuration above it); links are followed."""
        text = str(path)
        if text not in self.beyond:
            self.beyond[text] = self._disk.load_beyond(text)
        return self.beyond[text]

    def entries(self, folder: str) -> tuple[tuple[str, str], ...]:
        """What is in a folder of the disk, sorted by name: each with its kind, as `disk.scan` tells it."""
        if folder not in self._scanned:
            self._scanned[folder] = self._disk.scan(f"{self._real}/{folder}" if folder else self._real)
        return tuple(sorted((text[1:], text[0]) for text in self._scanned[folder] or ()))

    def hindrance(self, path: Path) -> str:
        """Why a file that is there, below the root or outside, cannot be read; "" where it is not there."""
        inside = self.root in path.parents
        if inside and path.relative_to(self.root).as_posix() in self._given:
            return ""
        return self._disk.hindrance(str(path), follow=not inside)

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder at a path from the root ("." is the root itself)."""
        return path == "." or self._folder(path)[0] != ""

    @property
    def closed(self) -> tuple[str, ...]:
        """The folders that were to be looked into and may not be, in order."""
        failed = (folder for folder, found in self._scanned.items() if found is None)
        return tuple(
            sorted(one for one in failed if self._disk.is_closed(f"{self._real}/{one}" if one else self._real))
        )

    @property
    def seen(self) -> Seen:
        """Everything that was asked for until now."""
        return Seen(
            root=str(self.root),
            real=self._real,
            read=self._read,
            scanned=self._scanned,
            listed={path: (*asked, self._folders[path][1]) for path, asked in self._asked.items()},
            is_given=bool(self._given),
        )

    def _listed(self, folder: str, path: str) -> tuple[str, frozenset[str]]:
        found = self._disk.listed(path, self._real)
        self._asked[folder] = (path, found[0])
        return found

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
            real, names = self._listed(inner, f"{found[0]}/{name}") if there else _NOWHERE
            found = self._folders[inner] = (real, names | self._below[inner] if inner in self._below else names)
        return found

    def _load(self, path: str) -> bytes | None:
        folder, _, name = path.rpartition("/")
        if not _is_plain(path) or name not in self._folder(folder)[1]:
            return None
        if path in self._given:
            data = self._given[path]
            return (
                data[: _disk.MODULE_LIMIT] if path.endswith(".py") else data if len(data) <= _disk.FILE_LIMIT else None
            )
        return self._disk.load(f"{self._real}/{path}")


def _is_plain(path: str) -> bool:
    """Tell a path that stays below the root, as it is written."""
    return "\0" not in path and "\\" not in path and _ODD.isdisjoint(path.split("/"))


def _children(paths: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """The names that files have in the folders above them."""
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        inner = path
        while inner:
            folder, _, name = inner.rpartition("/")
            found[folder] = found.get(folder, frozenset()) | {name}
            inner = folder
    return found
