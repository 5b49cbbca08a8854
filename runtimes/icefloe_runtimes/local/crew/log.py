"""What a process prints: with its secrets masked, in bounds, and with the marks of what is done taken out."""

import os
import re
from collections import deque
from functools import cached_property

from icefloe_runtimes.local.crew.job import Done

#: Of the output of a process its first and its last bytes are kept, of each line its first.
HEAD, TAIL, LINE = 10 * 2**20, 2**20, 2**16
_MASK = b"***"
_DIGITS = 64
_ENDS = re.compile(rb"[\n\r]")
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class Log:
    """The log of one process; it is added to what earlier ones have left, and made when there is a first byte for it.

    What cannot be written, as on a full disk, is dropped from there on: `trouble` then says why. `is_empty` tells that
    the process has printed nothing.
    """

    def __init__(self, path: str | os.PathLike[str], secrets: tuple[str, ...] = (), mark: str = "") -> None:
        self._path = path
        self.trouble = ""
        self.is_empty = True
        self._mark = f"\0{mark} ".encode() if mark else b""
        self._secrets = secrets
        self._held = b""
        self._bounds: _Bounds | None = None

    def feed(self, data: bytes) -> list[Done]:
        """Take what was printed; give what the calls have used and left that are done by now."""
        done: list[Done] = []
        text = self._held + data
        while self._mark and (begin := text.find(self._mark)) >= 0:
            end = text.find(b"\n", begin)
            if end < 0:
                self._held = text[begin:]
                self._write(text[:begin])
                return done
            self._write(text[:begin])
            done.append(_done(text[begin + len(self._mark) : end]))
            text = text[end + 1 :]
        keep = self._begun(text)
        self._held = text[len(text) - keep :]
        self._write(text[: len(text) - keep])
        return done

    def close(self) -> None:
        """Write what was held back."""
        held, self._held = self._held, b""
        self._write(held)
        if self._bounds is not None:
            try:
                self._bounds.end(is_whole=not self.trouble)
            except OSError as error:
                self.trouble = error.strerror or str(error)

    def _begun(self, text: bytes) -> int:
        """How many of the last bytes may be the beginning of a mark, or of a secret."""
        # A mark begins with a byte that is nowhere else in it.
        begin = text.rfind(b"\0", max(0, len(text) - len(self._mark))) if self._mark else -1
        held = len(text) - begin if begin >= 0 and self._mark.startswith(text[begin:]) else 0
        if self._secrets:
            for length in range(min(max(map(len, self._prefixes), default=0), len(text)), held, -1):
                if text[-length:] in self._prefixes:
                    return length
        return held

    @cached_property
    def _words(self) -> list[bytes]:
        """The secrets, the longest first."""
        found = {one.encode("utf-8", "surrogateescape") for one in self._secrets if one}
        return sorted(found, key=len, reverse=True)

    @cached_property
    def _pattern(self) -> re.Pattern[bytes] | None:
        """What finds a secret."""
        return re.compile(b"|".join(map(re.escape, self._words))) if self._words else None

    @cached_property
    def _prefixes(self) -> frozenset[bytes]:
        """What secrets begin with."""
        return frozenset(word[:end] for word in self._words for end in range(1, len(word)))

    def _write(self, text: bytes) -> None:
        if not text:
            return
        self.is_empty = False
        if self.trouble:
            return
        try:
            if self._bounds is None:
                self._bounds = _Bounds(os.open(self._path, _FLAGS, 0o666))
            self._bounds.write(self._pattern.sub(_MASK, text) if self._pattern else text)
        except OSError as error:
            self.trouble = error.strerror or str(error)


def make(path: str) -> None:
    """See to it that a log is there, also where nothing was printed."""
    os.close(os.open(path, _FLAGS, 0o666))


class _Bounds:
    """Writes the first bytes at once, and the last ones at the end; cuts lines that are too long."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._line = 0
        self._left = HEAD
        self._tail: deque[bytes] = deque()
        self._tailed = 0
        self._dropped = 0

    def write(self, text: bytes) -> None:
        """Write on."""
        # A line that begins and ends in a block is no longer than the block: only the first one can be too long.
        first = _ENDS.search(text) if self._line + len(text) > LINE else None
        ends = first.start() if first else len(text)
        if self._line + ends > LINE or len(text) - ends > LINE:
            text = self._cut(text)
        else:
            last = max(text.rfind(b"\n"), text.rfind(b"\r"))
            self._line = self._line + len(text) if last < 0 else len(text) - last - 1
        head, rest = text[: self._left], text[self._left :]
        if head:
            self._left -= len(head)
            _all(self._file, head)
        if rest:
            self._tail.append(rest)
            self._tailed += len(rest)
            while self._tailed - len(self._tail[0]) >= TAIL:
                gone = self._tail.popleft()
                self._tailed -= len(gone)
                self._dropped += len(gone)

    def end(self, *, is_whole: bool) -> None:
        """Write the last bytes, and how many are left out before them, if it `is_whole` up to there; close the file."""
        try:
            if is_whole:
                self._write_tail()
        finally:
            os.close(self._file)

    def _write_tail(self) -> None:
        if self._line > LINE:
            self._tail.append(_left_out(self._line - LINE))
        tail = b"".join(self._tail)
        if self._dropped:
            dropped = self._dropped + max(0, len(tail) - TAIL)
            tail = f"\n… {dropped} bytes are left out here …\n".encode() + tail[-TAIL:]
        _all(self._file, tail)

    def _cut(self, text: bytes) -> bytes:
        """The text without what is too much of its lines."""
        kept: list[bytes] = []
        begin = 0
        while begin < len(text):
            found = _ENDS.search(text, begin)
            end = found.start() if found else len(text)
            kept.append(text[begin : begin + min(end - begin, max(0, LINE - self._line))])
            self._line += end - begin
            if found:
                if self._line > LINE:
                    kept.append(_left_out(self._line - LINE))
                kept.append(text[end : end + 1])
                self._line = 0
            begin = end + 1
        return b"".join(kept)


def _done(line: bytes) -> Done:
    """What a mark tells: processor time and memory, then the record that was left, with the digest of its file before
    it; the last two may be missing."""
    cpu, memory, *more = line.split(b" ", 2)
    digest, record = "", b"".join(more)
    if record and not record.startswith(b"{"):
        digest, record = record[:_DIGITS].decode(), record[_DIGITS + 1 :]
    return Done(cpu_seconds=float(cpu), peak_memory_bytes=int(memory), record=record, sha256=digest)


def _left_out(number: int) -> bytes:
    return f" … {number} bytes of this line are left out".encode()


def _all(file: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(file, view) :]
