"""What stands for the program itself: an answer of another version of it is none."""

import os
import sys

from icefloe_schema.version import VERSION

#: Where packages are installed, and so stay as they are until the folder itself changes.
INSTALLED = ("site-packages", "dist-packages")


def stamp() -> str:
    """A text that is another one whenever Icefloe, a package that it uses, or Python is another one.

    To install something changes the folder that it is installed into. Where our own code lies elsewhere, as for those
    who work on it, the times and sizes of all its files count.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib is not loaded
    parts = [VERSION, sys.version, sys.implementation.name, home]
    parts += [f"{path}:{_changed(path)}" for path in sys.path if os.path.basename(path) in INSTALLED]  # noqa: PTH119
    if not any(name in home.split(os.sep) for name in INSTALLED):  # noqa: PTH206
        beside = sys.modules["icefloe_schema"].__file__ or ""
        parts += [_newest(home), _newest(os.path.dirname(beside))]  # noqa: PTH120
    return "\n".join(parts)


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _newest(folder: str) -> str:
    """The newest time, the number and the size of the files below a folder."""
    newest = count = size = 0
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                status = entry.stat()
                newest = max(newest, status.st_mtime_ns)
                count += 1
                size += status.st_size
    return f"{newest} {count} {size}"
