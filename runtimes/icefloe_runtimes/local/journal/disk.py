"""Making what was written last: it must be on the disk, not only on its way there."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

# So many files are settled one by one in less time than it takes to find the call for a whole file system.
_FEW = 12


def settle(descriptor: int, folders: Iterable[Path]) -> None:
    """Put an open file, and all that is in these folders, on the disk; `OSError` where the disk does not take it.

    What links in the folders point to is put there too.
    """
    files = _everything(folders)
    few = [path for _, path in zip(range(_FEW + 1), files, strict=False)]
    if len(few) <= _FEW or not _whole(descriptor):
        for path in few:
            _one(path)
        for path in files:
            _one(path)
    _data(descriptor)


def _everything(folders: Iterable[Path]) -> Iterator[Path]:
    """All files below some folders, each folder after what is in it; where links lead, with the folder of it."""
    for folder in folders:
        for inner, inner_folders, files in os.walk(folder, topdown=False):
            for name in files:
                path = Path(inner, name)
                yield path
                if path.is_symlink():
                    yield path.resolve().parent
            linked = (path for name in inner_folders if (path := Path(inner, name)).is_symlink())
            yield from _everything(path.resolve() for path in linked)
            yield Path(inner)
        yield folder.parent


def _one(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        # It is gone again, or the system cannot open folders and keeps them anyway.
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _data(descriptor: int) -> None:
    if hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def _whole(descriptor: int) -> bool:
    """Put all that a file system has still to write on its disk; false where there is no such call."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "syncfs"):
        return False
    if library.syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return True
