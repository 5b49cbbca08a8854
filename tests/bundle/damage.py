"""Flipping bits of a bundle, and what a Python does with the file then."""

import io
import os
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Whatever a refusal is, by the bundle or by Python itself, it ends with this.
REFUSED = 1


@dataclass(frozen=True, slots=True)
class Place:
    """One bit of a file: the byte, the bit in it, and which part of the file it is in."""

    byte: int
    bit: int
    part: str

    def flipped(self, data: bytes) -> bytes:
        """The file with this bit turned round."""
        changed = bytearray(data)
        changed[self.byte] ^= 1 << self.bit
        return bytes(changed)


def parts(data: bytes) -> Iterator[tuple[str, range]]:
    """The parts of a bundle that a Python reads before the bundle can look at itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.getinfo("__main__.py")
        begin = main.header_offset
        text = begin + 30 + len(main.filename)
        entries = archive.infolist()
        directory = archive.start_dir
    yield "first line", range(entries[0].header_offset)
    yield "header of __main__.py", range(begin, text)
    yield "__main__.py", range(text, text + main.file_size)
    yield "directory entry of __main__.py", _entry(entries, directory)
    yield "end of the archive", range(len(data) - 71 - 22, len(data) - 71)
    yield "seal", range(len(data) - 71, len(data))


def _entry(entries: list[zipfile.ZipInfo], start: int) -> range:
    for entry in entries:
        length = 46 + len(entry.filename.encode())
        if entry.filename == "__main__.py":
            return range(start, start + length)
        start += length
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of starting a file."""

    status: int
    out: str
    err: str
    left: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether it ended as a refusal does, with a word of why, and nothing of the pipeline happened."""
        return self.status == REFUSED and not self.out and bool(self.err.strip()) and not self.left


def tried(data: bytes, folder: Path, python: str) -> Tried:
    """Start a file in an empty folder."""
    here, rooms = folder / "here", folder / "rooms"
    for one in (here, rooms):
        one.mkdir(parents=True, exist_ok=True)
    path = folder / "flipped.pyz"
    path.write_bytes(data)
    done = subprocess.run(
        [python, "-I", "-S", str(path)],
        cwd=here,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(rooms)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
    )
    left = tuple(sorted(str(path.relative_to(folder)) for one in (here, rooms) for path in one.rglob("*")))
    return Tried(done.returncode, done.stdout, done.stderr, left)
