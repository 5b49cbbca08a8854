"""A piece of the disk that is set aside for the time when it is full."""

import os
from pathlib import Path

NAME = ".reserve"
_SIZE = 1 << 16


class Reserve:
    """Some room in the folder of a run, until it is needed."""

    def __init__(self, folder: Path) -> None:
        """Set it aside; `OSError` where there is not even so much."""
        self._path = folder / NAME
        self._is_there = True
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(descriptor, 0, _SIZE)
            else:
                os.write(descriptor, bytes(_SIZE))
        finally:
            os.close(descriptor)

    def free(self) -> bool:
        """Give it back; whether there was anything to give."""
        was_there, self._is_there = self._is_there, False
        if was_there:
            self._path.unlink(missing_ok=True)
        return was_there
