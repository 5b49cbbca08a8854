"""What one call sees of the disk, so that another one can tell whether it would see the same."""

from __future__ import annotations  # the types of facts are named only

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cache import disk
from icefloe.cache.facts import digest, joined, seen_beyond
from icefloe.project.files import DISK, ProjectFiles, Seen

if TYPE_CHECKING:
    from icefloe.cache.facts import Facts, File, Folder
    from icefloe.project.disks import Disk


class Witness:
    """Gives the files of projects, one view of each for the whole call, and remembers what was asked of the disk.

    `given` are files whose content is another than that on disk, by absolute path; `disk` is what is read in place of
    the disk.
    """

    def __init__(self, given: Mapping[Path, bytes] | None = None, disk: Disk = DISK) -> None:
        self.given = dict(given or {})
        self._disk = disk
        self._files: dict[Path, ProjectFiles] = {}
        self._kinds: dict[str, str] = {}
        self._beyond: dict[str, bytes | None] = {}

    def files(self, root: Path) -> ProjectFiles:
        """The files of the project at a root."""
        if root not in self._files:
            own = {path.relative_to(root).as_posix(): data for path, data in self.given.items() if root in path.parents}
            self._files[root] = ProjectFiles(root, own, self._disk)
        return self._files[root]

    def kind(self, path: Path) -> str:
        """What stands at a path, links followed: `f` for a regular file, `d` for a folder, nothing for all else."""
        text = str(path)
        if text not in self._kinds:
            self._kinds[text] = self._disk.kind(text)
        return self._kinds[text]

    def saw(self, path: str, data: bytes | None) -> None:
        """Remember what a file outside of all projects held; None is that it is not there."""
        self._beyond[path] = data

    def facts(self) -> Facts | None:
        """Everything that was seen, as plain data; None where not all of it is what the disk holds."""
        seen = [files.seen for files in self._files.values()]
        if any(one.is_given for one in seen):
            return None
        beyond = {path: data for files in self._files.values() for path, data in files.beyond.items()} | self._beyond
        return (
            list({one.root: one.real for one in seen}.items()),
            [folder for one in seen for folder in _folders(one)],
            [
                (path, one.real, real, joined(names))
                for one in seen
                for folder, (path, real, names) in one.listed.items()
                if one.scanned.get(folder) is None
            ],
            [f"{one.real}/{path}" for one in seen for path in _odd(one)],
            list(self._kinds.items()),
            [(path, seen_beyond(path, data)) for path, data in beyond.items()],
        )


def _folders(seen: Seen) -> list[Folder]:
    """The folders that were looked into, with the files in them that were read."""
    files: dict[tuple[str, bool], list[File]] = {}
    for path, data in seen.read.items():
        if data is not None:
            folder, _, name = path.rpartition("/")
            is_plain = seen.scanned.get(folder) is not None and len(data) < disk.MODULE_LIMIT
            files.setdefault((folder, is_plain), []).append((name, len(data), digest(data)))
    scanned = [
        (_path(seen, folder), joined(names), files.get((folder, True), [])) for folder, names in seen.scanned.items()
    ]
    return [*scanned, *((_path(seen, folder), None, own) for (folder, is_plain), own in files.items() if not is_plain)]


def _odd(seen: Seen) -> list[str]:
    """The paths at which there is something, but no file that could be read."""
    found: list[str] = []
    for path, data in seen.read.items():
        folder, _, name = path.rpartition("/")
        if data is None and folder in seen.listed and name in seen.listed[folder][2]:
            found.append(path)
    return found


def _path(seen: Seen, folder: str) -> str:
    return f"{seen.real}/{folder}" if folder else seen.real
