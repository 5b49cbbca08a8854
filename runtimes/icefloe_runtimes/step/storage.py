"""Values as files, and back."""

import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Literal

from icefloe_runtimes.standin.atoms import Atom, AtomConstructor
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.files import digest, tree
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.narrow import entries, items, members
from icefloe_runtimes.step.plain import plain
from icefloe_runtimes.step.shows import shows
from icefloe_runtimes.step.wrapping import Maker, about_atom, atom, put_together, taken_apart
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError

# Larger lists and dictionaries are pickled: as JSON with its types kept they would be slow to write and to read.
_MOST_ITEMS = 20_000
_CODED = {"json", "metric"}
_PICKLED = {"pickle", "pickled"}
_SMALL = 1 << 14
_NOBODY = Maker()


class _Hashing:
    """A file that is written, and its digest and size with it."""

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self.sha256 = sha256()
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write to the file and to the digest."""
        # Arrays come as buffers of any shape; `raw` makes bytes of them without a copy.
        view = pickle.PickleBuffer(data).raw()
        self._file.write(view)
        self.sha256.update(view)
        self.size += len(view)
        return len(view)


def store(name: str, value: object, target: Path, wanted: str = "", maker: Maker = _NOBODY) -> Entry:
    """Write a value into the folder `target`, as `wanted` or else as what keeps it whole and is easiest to read."""
    if isinstance(value, Atom | AtomConstructor):
        return _store_atom(name, value, target, maker)
    if wanted == "file":
        if not isinstance(value, str | Path):
            raise StepFailed(f"output {name!r} is a file, but the step returned {_kind(value)}, not a path")
        return _store_path(name, Path(value), target)
    held, wrapper = taken_apart(value)
    form, suffix, write = _form(name, held, wanted)
    file = f"{folder(name)}{suffix}"
    with (target / file).open("wb") as stream:
        hashing = _Hashing(stream)
        try:
            write(hashing)
        except Exception as error:
            raise StepFailed(f"output {name!r} ({_kind(value)}) cannot be stored: {error}") from error
        stream.flush()
        os.fsync(stream.fileno())
    return Entry(
        file=file,
        format=form,
        sha256=hashing.sha256.hexdigest(),
        size=hashing.size,
        type=_kind(value),
        wrapper=wrapper,
        shows=shows(name, held),
    )


def load(source: Path, entry: Entry) -> object:
    """Read a value back; nothing is made of bytes that are not those that were stored."""
    path = source / entry.file
    if entry.format in ("file", "folder"):
        _check(path, tree(path)[0] if path.exists() else "", entry)
        return atom(path, entry)
    try:
        with path.open("rb") as stream:
            _check(path, digest(stream), entry)
            stream.seek(0)
            return put_together(_read(stream, entry), entry)
    except FileNotFoundError:
        raise ArtifactError(f"{path} is missing") from None


def _form(
    name: str, value: object, wanted: str
) -> tuple[Literal["json", "text", "bytes", "pickle"], str, Callable[[_Hashing], object]]:
    if type(value) is bytes and not wanted:
        return "bytes", ".bin", lambda stream: stream.write(value)
    if type(value) is str and not wanted:
        text = value.encode("utf-8", "surrogatepass")
        return "text", ".txt", lambda stream: stream.write(text)
    coded = None if wanted in _PICKLED else _coded(value)
    if coded is not None:
        return "json", ".json", lambda stream: stream.write(coded)
    if wanted in _CODED:
        simple = _coded(plain(value))
        if simple is not None:
            return "json", ".json", lambda stream: stream.write(simple)
        raise StepFailed(f"output {name!r} is declared as {wanted}, which cannot hold {_kind(value)} without loss")
    return "pickle", ".pickle", lambda stream: pickle.dump(value, stream, protocol=5)


def _coded(value: object) -> bytes | None:
    """The value as JSON if that keeps it exactly as it is."""
    if sum(1 for _ in zip(_all(value), range(_MOST_ITEMS + 1), strict=False)) > _MOST_ITEMS:
        return None
    try:
        data = literals.encode(value)
        literals.decode(data)
    except (literals.EncodeError, SchemaError, RecursionError):
        return None
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


def _all(value: object) -> Iterator[object]:
    """Every value in a value, without recursion; it does not end where a value holds itself."""
    todo = [value]
    while todo:
        item = todo.pop()
        yield item
        todo.extend(items(item) or members(item))
        named = entries(item)
        if named is not None:
            todo.extend(named.keys())
            todo.extend(named.values())


def _read(stream: BufferedReader, entry: Entry) -> object:
    if entry.format == "pickle":
        loaded: object = pickle.load(stream)  # noqa: S301 - the digest was checked against the record
        return loaded
    data = stream.read()
    if entry.format == "bytes":
        return data
    if entry.format == "text":
        return data.decode("utf-8", "surrogatepass")
    return literals.decode(json.loads(data))


def _store_path(name: str, path: Path, target: Path) -> Entry:
    if not path.exists():
        raise StepFailed(f"output {name!r} should be at {path}, but there is nothing")
    form: Literal["file", "folder"] = "folder" if path.is_dir() else "file"
    file = folder(name) if form == "folder" else f"{folder(name)}{path.suffix}"
    if form == "folder":
        shutil.copytree(path, target / file)
    else:
        shutil.copyfile(path, target / file)
    total, size = tree(target / file)
    return Entry(file=file, format=form, sha256=total, size=size, type=form)


def _store_atom(name: str, made: Atom | AtomConstructor, target: Path, maker: Maker) -> Entry:
    """An atom is a folder of its own, in which its files keep their names."""
    path, file = Path(made.path), folder(name)
    if not path.exists():
        raise StepFailed(f"atom {name!r} should be at {path}, but there is nothing")
    if path.is_dir():
        shutil.copytree(path, target / file)
    else:
        (target / file).mkdir()
        shutil.copyfile(path, target / file / path.name)
    total, size = tree(target / file)
    said = about_atom(made, total, maker)
    wrapper = said if path.is_dir() else {**said, "file": path.name}
    kind = made.type or "atom"
    figures = _figures(name, made, path, size)
    return Entry(file=file, format="folder", sha256=total, size=size, type=kind, wrapper=wrapper, shows=figures)


def _figures(name: str, made: Atom | AtomConstructor, path: Path, size: int) -> dict[str, str]:
    """The small figures of an atom: those of its metadata, and of a small file of JSON."""
    found = shows(name, dict(made.metadata))
    if path.suffix == ".json" and path.is_file() and size <= _SMALL:
        try:
            found.update(shows(name, json.loads(path.read_text("utf-8"))))
        except ValueError:
            return found
    return found


def _check(path: Path, found: str, entry: Entry) -> None:
    if found != entry.sha256:
        raise ArtifactError(f"{path} was changed since it was stored: its SHA-256 is not the one in its record")


def _kind(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
