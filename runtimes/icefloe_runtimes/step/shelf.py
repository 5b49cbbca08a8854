"""The folder that a step is about to leave, and how contents come into it."""

# Paths are texts here: these calls are on the way of every step, and to make a `Path` takes longer than they do.
import os
from collections.abc import Callable
from hashlib import sha256
from io import BufferedWriter
from pathlib import Path
from pickle import PickleBuffer

from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.objects import Objects, copy, discard, settled, write
from icefloe_schema.records import dataclass

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that was stored: its digest and its size."""

    sha256: str
    size: int


class Hashing:
    """A file that is written, and its digest and size with it."""

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self._sha256 = sha256()
        self._size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write to the file and to the digest."""
        # Arrays come as buffers of any shape; `raw` makes bytes of them without a copy.
        view = PickleBuffer(data).raw()
        self._file.write(view)
        self._sha256.update(view)
        self._size += len(view)
        return len(view)

    @property
    def stored(self) -> Stored:
        """What was written so far."""
        return Stored(self._sha256.hexdigest(), self._size)


class Shelf:
    """Puts contents into the folder `at` under names: as links into the store if there is one, else as they are."""

    def __init__(self, at: str, keeping: Keeping) -> None:
        self.at = at
        self._durable = keeping.durable
        self._objects = Objects(keeping.store, durable=keeping.durable) if keeping.store else None

    def data(self, name: str, data: bytes) -> Stored:
        """Put bytes there."""
        stored = Stored(sha256(data).hexdigest(), len(data))
        if self._objects:
            self._objects.keep(stored.sha256, data)
            self._objects.link(stored.sha256, self.at, name)
        else:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            write(os.open(f"{self.at}/{name}", flags, 0o666), data, durable=self._durable)
        return stored

    def stream(self, name: str, fill: Callable[[Hashing], object]) -> Stored:
        """Put there what `fill` writes."""
        if self._objects is None:
            with open(f"{self.at}/{name}", "xb") as file:
                return self._filled(file, fill)
        made, descriptor = self._objects.begin()
        try:
            with open(descriptor, "wb") as file:
                stored = self._filled(file, fill)
            return self._settled(made, name, stored)
        except BaseException:
            discard(made)
            raise

    def file(self, name: str, source: str | Path) -> Stored:
        """Put a copy of a file there."""
        with open(source, "rb") as stream:

            def fill(target: Hashing) -> None:
                while block := stream.read(_BLOCK):
                    target.write(block)

            return self.stream(name, fill)

    def again(self, name: str, source: Path, sha256: str) -> None:
        """Put a content there that is stored already, at this path."""
        if self._objects:
            self._objects.link(sha256, self.at, name)
        else:
            self.file(name, source)

    def made(self, name: str, make: Callable[[Path], object]) -> Stored:
        """Put there the file or the folder that `make` makes at the path it is given."""
        path = f"{self.at}/{name}" if self._objects is None else self._objects.fresh()
        if self._objects:
            os.makedirs(self._objects.folder, exist_ok=True)
        try:
            make(Path(path))
            if os.path.isdir(path) or self._objects or self._durable:
                settled(path, durable=self._durable)
            stored = Stored(*tree(Path(path)))
            return stored if self._objects is None else self._settled(path, name, stored)
        except BaseException:
            discard(path)
            raise

    def folder(self, name: str, source: Path) -> Stored:
        """Put a copy of a folder there, or of a file as the only one in a folder."""
        if self._objects and source.is_dir():
            there = Stored(*tree(source))
            if self._has_folder(there.sha256):
                self._objects.link(there.sha256, self.at, name)
                return there

        def make(path: Path) -> None:
            if source.is_dir():
                copy(str(source), str(path))
            else:
                path.mkdir()
                copy(str(source), str(path / source.name))

        return self.made(name, make)

    def _filled(self, file: BufferedWriter, fill: Callable[[Hashing], object]) -> Stored:
        hashing = Hashing(file)
        fill(hashing)
        if self._durable:
            file.flush()
            os.fsync(file.fileno())
        return hashing.stored

    def _settled(self, made: str, name: str, stored: Stored) -> Stored:
        if self._objects is not None:
            if os.path.isdir(made) and self._has_folder(stored.sha256):
                discard(made)
            else:
                self._objects.settle(made, stored.sha256)
            self._objects.link(stored.sha256, self.at, name)
        return stored

    def _has_folder(self, sha256: str) -> bool:
        """Whether a folder of this content is there; what is there may have been spoilt since."""
        if self._objects is None:
            return False
        path = self._objects.path(sha256)
        return os.path.isdir(path) and tree(Path(path))[0] == sha256
