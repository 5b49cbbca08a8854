"""What a process prints: with its secrets masked, in bounds, and with the marks of what is done taken out."""

import os
import re
from collections import deque
from pathlib import Path

from icefloe_runtimes.step.manifest import Usage

#: Of the output of a process its first and its last bytes are kept, of each line its first.
HEAD, TAIL, LINE = 10 * 2**20, 2**20, 2**16
_MASK = b"***"
_ENDS = re.compile(rb"[\n\r]")


class Log:
    """The log of one process; it is added to what earlier ones have left.

    What cannot be written, as on a full disk, is dropped from there on: `trouble` then says why. `is_empty` tells that
    the process has printed nothing.
    """

    def __init__(self, path: Path, secrets: tuple[str, ...] = (), mark: str = "") -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self.trouble = ""
        self.is_empty = True
        self._mark = f"\0{mark} ".encode() if mark else b""
        words = sorted({one.encode("utf-8", "surrogateescape") for one in secrets if one}, key=len, reverse=True)
        self._secrets = re.compile(b"|".join(map(re.escape, words))) if words else None
        self._prefixes = frozenset(word[:end] for word in (*words, self._mark) for end in range(1, len(word)))
        self._longest = max(map(len, self._prefixes), default=0)
        self._held = b""
        self._bounds = _Bounds(self._file)

    def feed(self, data: bytes) -> list[Usage]:
        """Take what was printed; give what the calls have used that are done by now."""
        done: list[Usage] = []
        text = self._held + data
        while self._mark and (begin := text.find(self._mark)) >= 0:
            end = text.find(b"\n", begin)
            if end < 0:
                self._held = text[begin:]
                self._write(text[:begin])
                return done
            self._write(text[:begin])
            cpu, memory = text[begin + len(self._mark) : end].split()
            done.append(Usage(cpu_seconds=float(cpu), peak_memory_bytes=int(memory)))
            text = text[end + 1 :]
        keep = self._begun(text)
        self._held = text[len(text) - keep :]
        self._write(text[: len(text) - keep])
        return done

    def close(self) -> None:
        """Write what was held back."""
        held, self._held = self._held, b""
        self._write(held)
        try:
            if not self.trouble:
                self._bounds.end()
            os.close(self._file)
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def _begun(self, text: bytes) -> int:
        """How many of the last bytes may be the beginning of a secret, or of a mark."""
        for length in range(min(self._longest, len(text)), 0, -1):
            if text[-length:] in self._prefixes:
                return length
        return 0

    def _write(self, text: bytes) -> None:
        if not text:
            return
        self.is_empty = False
        if self.trouble:
            return
        try:
            self._bounds.write(self._secrets.sub(_MASK, text) if self._secrets else text)
        except OSError as error:
            self.trouble = error.strerror or str(error)


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

    def end(self) -> None:
        """Write the last bytes, and how many are left out before them."""
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


def _left_out(number: int) -> bytes:
    return f" … {number} bytes of this line are left out".encode()


def _all(file: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(file, view) :]
