"""Who holds a journal: the runner that writes it, as long as it lives."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    # Far behind all that is ever written: on Windows a locked byte can be neither read nor written by others.
    _BYTE = 1 << 40

    def hold(descriptor: int) -> None:
        """Hold an open file until it is closed, or this process has ended, however it ends."""
        os.lseek(descriptor, _BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def is_held(path: Path) -> bool:
        """Whether a living process holds the file."""
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            os.lseek(descriptor, _BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

else:
    import fcntl

    def hold(descriptor: int) -> None:
        """Hold an open file until it is closed, or this process has ended, however it ends."""
        # Somebody who asks whether it is held holds it himself, for a moment.
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def is_held(path: Path) -> bool:
        """Whether a living process holds the file."""
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False
