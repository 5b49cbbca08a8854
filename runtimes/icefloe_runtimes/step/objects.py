"""The store of a workspace: what steps have made, under the SHA-256 of its bytes, each content once."""

# Paths are texts here: these calls are on the way of every step, and to make a `Path` takes longer than they do.
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

# What is no longer than this is compared with what is there already; longer contents are put there once more, which
# costs no more than to read them.
_SMALL = 1 << 16
_READ_ONLY = 0o444
_EXECUTABLE = 0o111


class Objects:
    """Files and folders by their digest; `durable` forces them to the disk before they are used."""

    def __init__(self, folder: str | Path, *, durable: bool = False) -> None:
        self.folder = str(folder)
        self._durable = durable

    def path(self, sha256: str) -> str:
        """Give the path at which the content of this digest is, or would be."""
        return f"{self.folder}/{sha256[:2]}/{sha256}"

    def keep(self, sha256: str, data: bytes) -> None:
        """Put bytes there, if they are not there already; what a failure of power has spoilt is put right."""
        if len(data) <= _SMALL and holds(self.path(sha256), data):
            return
        made, descriptor = self.begin()
        try:
            write(descriptor, data, durable=self._durable)
            self.settle(made, sha256)
        except BaseException:
            discard(made)
            raise

    def begin(self) -> tuple[str, int]:
        """Open a new file to write to; give its path and its descriptor."""
        made = self.fresh()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            return made, os.open(made, flags, _READ_ONLY)
        except FileNotFoundError:
            os.makedirs(self.folder, exist_ok=True)
            return made, os.open(made, flags, _READ_ONLY)

    def fresh(self) -> str:
        """Give a path beside the contents at which there is nothing yet."""
        return f"{self.folder}/.making-{os.urandom(8).hex()}"

    def settle(self, made: str, sha256: str) -> None:
        """Give a file or a folder that was made here the name of its content."""
        path = self.path(sha256)
        try:
            self._rename(made, path)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self._rename(made, path)
        if self._durable:
            sync(os.path.dirname(path))
            sync(self.folder)

    def link(self, sha256: str, at: str, name: str) -> None:
        """Put a content under a name into the folder `at`: as a relative link, or as a copy where there can be none."""
        source, target = self.path(sha256), f"{at}/{name}"
        try:
            os.symlink(f"{self.way(at)}{sha256[:2]}{os.sep}{sha256}", target)
        except (OSError, NotImplementedError, AttributeError):
            copy(source, target)

    def way(self, at: str) -> str:
        """Give the way here from a folder, for what is in it; folders beside one another have the same."""
        above, _, _ = at.rpartition("/")
        # That of others is another one when the process goes elsewhere.
        is_fixed = above[:1] == self.folder[:1] == os.sep
        return f"{os.pardir}{os.sep}{_way(self.folder, above)}" if is_fixed else _found_way(self.folder, at)

    def _rename(self, made: str, path: str) -> None:
        try:
            os.rename(made, path)
        except OSError:
            # A folder cannot take the place of one that is there.
            if not os.path.isdir(made) or not os.path.isdir(path):
                raise
            old = self.fresh()
            os.rename(path, old)
            os.rename(made, path)
            discard(old)


def _found_way(folder: str, at: str) -> str:
    """The way to a folder from another one, with what parts it from what is in it."""
    return os.path.relpath(f"{folder}/_", at)[:-1]


_way = cache(_found_way)


def write(descriptor: int, data: bytes, *, durable: bool) -> None:
    """Write all of it, and close."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy(source: str, target: str) -> None:
    """Copy a file, or a folder with all below it."""
    import shutil

    if os.path.isdir(source):
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def discard(path: str) -> None:
    """Take away what was begun and is not wanted."""
    with suppress(OSError):
        os.unlink(path)
        return
    # It is seldom needed, and takes long to import.
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def sync(folder: str) -> None:
    """Make a folder's entries last; systems that cannot open folders keep them anyway."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settled(path: str, *, durable: bool) -> None:
    """Make a file, or all files below a folder, read-only, and last where that is wanted."""
    if not os.path.isdir(path):
        _seal(path, durable=durable)
    for at, _folders, files in os.walk(path):
        for name in files:
            _seal(f"{at}/{name}", durable=durable)
        if durable:
            sync(at)


def contents(folder: str) -> Iterable[tuple[str, str]]:
    """Give every content of a store: its digest and its path."""
    with suppress(FileNotFoundError), os.scandir(folder) as shelves:
        for shelf in sorted(one.path for one in shelves if len(one.name) == 2 and one.is_dir(follow_symlinks=False)):
            yield from sorted((name, f"{shelf}/{name}") for name in os.listdir(shelf))


def holds(path: str, data: bytes) -> bool:
    """Whether a file has these very bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        return os.read(descriptor, len(data) + 1) == data
    finally:
        os.close(descriptor)


def _seal(path: str, *, durable: bool) -> None:
    if os.path.islink(path):
        return
    os.chmod(path, _READ_ONLY | (os.stat(path).st_mode & _EXECUTABLE))
    if durable:
        sync(path)
