"""What has changed in a file: written beside it and moved over it, or shown as a difference."""

import os
import stat
import tempfile
from difflib import unified_diff
from pathlib import Path


def written(path: Path, before: bytes, after: bytes) -> str | None:
    """Write a file anew, with its mode; give the reason where that must not or cannot be done."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return "it is a link" if stat.S_ISLNK(status.st_mode) else "it is no regular file"
        if status.st_nlink > 1:
            return "it is a hard link: what has its other names would not be fixed with it"
        if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
            return "it is read-only"
        if path.read_bytes() != before:
            return "it has changed while it was checked"
        _replace(path, after, stat.S_IMODE(status.st_mode))
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return None


def _replace(path: Path, data: bytes, mode: int) -> None:
    """Write through a new file beside it, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def difference(name: str, before: bytes, after: bytes) -> str:
    """The difference of two states of a file, as `patch` takes it."""
    old, new = _lines(before), _lines(after)
    lines = unified_diff(old, new, name, name, lineterm="\n")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(data: bytes) -> list[str]:
    parts = data.decode("utf-8", "replace").split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]
