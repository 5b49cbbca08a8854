"""Writing a journal: one call for each record, one wait for the disk for many of them."""

import errno
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe_runtimes.local.journal import disk
from icefloe_runtimes.local.journal.errors import JournalError
from icefloe_runtimes.local.journal.held import hold
from icefloe_runtimes.local.journal.line import NAME, written
from icefloe_runtimes.local.journal.reserve import Reserve
from icefloe_schema.jsonvalue import Json

if TYPE_CHECKING:
    from icefloe_runtimes.local.journal.group import Group

_FULL = (errno.ENOSPC, errno.EDQUOT)


class Journal:
    """The journal of a run that is under way; it is held as long as this process lives, or until it is closed.

    What cannot be recorded must not be built upon: `trouble` then says why, and the run has to end. A full disk is met
    with a piece of it that was set aside, so that what happened up to there can still be said.
    """

    def __init__(self, folder: Path, *, pause: float = 0.1) -> None:
        """Begin the journal of the run in a folder; `JournalError` where that cannot be done."""
        self.trouble = ""
        self._path = folder / NAME
        self._pause = pause
        self._began = time.monotonic()
        self._checksum = 0
        self._count = 0
        self._made: list[str | Path] = []
        self._group: Group | None = None
        self._is_dead = False
        self._is_unsettled = False
        self._is_closed = False
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            self._descriptor = os.open(self._path, flags, 0o644)
            try:
                hold(self._descriptor)
                self._reserve = Reserve(folder)
            except OSError:
                os.close(self._descriptor)
                raise
        except OSError as error:
            raise JournalError(f"the run cannot be recorded in {folder}: {error.strerror or error}") from error

    def append(self, kind: str, made: str | Path = "", **fields: Json) -> None:
        """Write one record, which is safe from the death of this process when this returns; it never raises.

        `made` is a folder that the record speaks of: what is in it lasts when the record does.
        """
        self._count += 1
        at = round(time.monotonic() - self._began, 6)
        line = written({"n": self._count, "at": at, "kind": kind, **fields}, self._checksum)
        if made:
            self._made.append(made)
        if not self._is_dead and self._is_written(line.data):
            self._checksum = line.checksum

    def commit(self) -> None:
        """See that all records last within a moment also where the power fails; it does not wait for the disk."""
        if self._group is None:
            from icefloe_runtimes.local.journal.group import Group

            self._group = Group(self._settle, self._pause)
        self._group.ask()

    def settle(self) -> None:
        """Wait until all records, and what they speak of, are on the disk; `JournalError` where that has failed."""
        if self._group is not None:
            self._group.end()
            self._group = None
        self._settle()
        if self.trouble:
            raise JournalError(self.trouble)

    def release(self) -> None:
        """Give back what was set aside of the disk: the run is at its end, and its record still to be written."""
        self._reserve.free()

    def close(self) -> None:
        """Let go of the journal, once. What must last was to be settled before."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._group is not None:
            self._group.end()
            self._group = None
        self._reserve.free()
        os.close(self._descriptor)

    def _settle(self) -> None:
        # What is added meanwhile is settled the next time.
        made, self._made = self._made, []
        # To ask again after an error would be answered with yes: the system has forgotten what it could not write.
        if self._is_unsettled:
            return
        try:
            disk.settle(self._descriptor, map(Path, made))
        except OSError as error:
            self._is_unsettled = True
            self._in_trouble(error)

    def _is_written(self, data: bytes) -> bool:
        try:
            self._write(data)
        except OSError as error:
            self._in_trouble(error)
            if error.errno in _FULL and self._reserve.free():
                return self._is_written(data)
            self._is_dead = True
            return False
        return True

    def _write(self, data: bytes) -> None:
        """Write all of a record, or nothing: behind half a one nothing could be read."""
        done = 0
        try:
            while done < len(data):
                done += os.write(self._descriptor, data[done:])
        except OSError:
            if done:
                os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - done)
            raise

    def _in_trouble(self, error: OSError) -> None:
        is_full = error.errno in _FULL
        what = "the disk is full" if is_full else f"{error.strerror or error}"
        then = ": free some room, and resume the run" if is_full else ""
        self.trouble = self.trouble or f"what happens cannot be recorded in {self._path}: {what}{then}"
