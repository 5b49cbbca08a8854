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
from icefloe_runtimes.standin.wrappers import WRAPPERS, Wrapper
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.shows import shows
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json

# Larger lists and dictionaries are pickled: as JSON with its types kept they would be slow to write and to read.
_MOST_ITEMS = 20_000
_BLOCK = 1 << 20
_CODED = {"json", "metric"}
_PICKLED = {"pickle", "pickled"}


class _Hashing:
    """A file that is written, and its digest and size with it."""

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self.digest = sha256()
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write to the file and to the digest."""
        # Arrays come as buffers of any shape; `raw` makes bytes of them without a copy.
        view = pickle.PickleBuffer(data).raw()
        self._file.write(view)
        self.digest.update(view)
        self.size += len(view)
        return len(view)


def store(name: str, value: object, target: Path, wanted: str = "") -> Entry:
    """Write a value into the folder `target`, as `wanted` or else as what keeps it whole and is easiest to read."""
    if isinstance(value, AtomConstructor):
        return _store_path(name, Path(value.path), target, _about_atom(value))
    if wanted == "file":
        if not isinstance(value, str | os.PathLike):
            raise StepFailed(f"output {name!r} is a file, but the step returned {_kind(value)}, not a path")
        return _store_path(name, Path(value), target, {})
    held, wrapper = _taken_apart(value)
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
        sha256=hashing.digest.hexdigest(),
        size=hashing.size,
        type=_kind(value),
        wrapper=wrapper,
        shows=shows(name, held),
    )


def load(source: Path, entry: Entry) -> object:
    """Read a value back; nothing is made of bytes that are not those that were stored."""
    path = source / entry.file
    if entry.format in ("file", "folder"):
        _check(path, _tree(path)[0] if path.exists() else "", entry)
        return _atom(path, entry)
    try:
        with path.open("rb") as stream:
            _check(path, _digest(stream), entry)
            stream.seek(0)
            return _put_together(_read(stream, entry), entry)
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
        raise StepFailed(f"output {name!r} is declared as {wanted}, which cannot hold {_kind(value)} without loss")
    return "pickle", ".pickle", lambda stream: pickle.dump(value, stream, protocol=5)


def _coded(value: object) -> bytes | None:
    """The value as JSON if that keeps it exactly as it is."""
    if sum(1 for _ in zip(_items(value), range(_MOST_ITEMS + 1), strict=False)) > _MOST_ITEMS:
        return None
    try:
        data = literals.encode(value)
        literals.decode(data)
    except (literals.EncodeError, SchemaError, RecursionError):
        return None
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


def _items(value: object) -> Iterator[object]:
    """Every value in a value, without recursion; it does not end where a value holds itself."""
    todo = [value]
    while todo:
        item = todo.pop()
        yield item
        if isinstance(item, list | tuple | set):
            todo.extend(item)
        elif isinstance(item, dict):
            todo.extend(item.keys())
            todo.extend(item.values())


def _taken_apart(value: object) -> tuple[object, dict[str, Json]]:
    """A wrapper's value and what else the wrapper says, where that can be written down."""
    if (
        not isinstance(value, Wrapper)
        or type(value) not in WRAPPERS
        or set(vars(value)) != {"data", "name", "metadata"}
    ):
        return value, {}
    try:
        about = literals.encode({"kind": type(value).__name__, "name": value.name, "metadata": dict(value.metadata)})
    except literals.EncodeError:
        return value, {}
    return value.data, dict(about) if isinstance(about, dict) else {}


def _put_together(value: object, entry: Entry) -> object:
    if not entry.wrapper:
        return value
    about = literals.decode(entry.wrapper)
    wrapper = next((kind for kind in WRAPPERS if isinstance(about, dict) and kind.__name__ == about["kind"]), None)
    if wrapper is None or not isinstance(about, dict):
        raise ArtifactError(f"{entry.file} is held by an unknown wrapper")
    made = wrapper(value, about["name"])
    made.metadata = about["metadata"]
    return made


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


def _about_atom(made: AtomConstructor) -> dict[str, Json]:
    about = {"kind": "Atom", "type": made.type, "tags": list(made.tags), "metadata": dict(made.metadata)}
    try:
        coded = literals.encode(about)
    except literals.EncodeError as error:
        raise StepFailed(f"the metadata of atom {made.name!r} must be plain values: {error}") from None
    return dict(coded) if isinstance(coded, dict) else {}


def _atom(path: Path, entry: Entry) -> object:
    if not entry.wrapper:
        return path
    about = literals.decode(entry.wrapper)
    if not isinstance(about, dict):
        raise ArtifactError(f"the record of {path} does not say what atom it is")
    return Atom(
        path=path,
        id=f"{about['type']}-{entry.sha256[:8]}",
        type=about["type"],
        metadata=about["metadata"],
        tags=about["tags"],
    )


def _store_path(name: str, path: Path, target: Path, wrapper: dict[str, Json]) -> Entry:
    if not path.exists():
        raise StepFailed(f"output {name!r} should be at {path}, but there is nothing")
    form: Literal["file", "folder"] = "folder" if path.is_dir() else "file"
    file = folder(name) if form == "folder" else f"{folder(name)}{path.suffix}"
    copy = target / file
    if form == "folder":
        shutil.copytree(path, copy)
    else:
        shutil.copyfile(path, copy)
    digest, size = _tree(copy)
    kind = str(wrapper.get("type", form))
    return Entry(file=file, format=form, sha256=digest, size=size, type=kind, wrapper=wrapper)


def _tree(path: Path) -> tuple[str, int]:
    """The digest and size of a file, or of a folder with all below it."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return _digest(stream), path.stat().st_size
    total, size = sha256(), 0
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        inner, length = _tree(file)
        total.update(f"{file.relative_to(path).as_posix()}\0{inner}\n".encode("utf-8", "surrogateescape"))
        size += length
    return total.hexdigest(), size


def _digest(stream: BufferedReader) -> str:
    digest = sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _check(path: Path, digest: str, entry: Entry) -> None:
    if digest != entry.sha256:
        raise ArtifactError(f"{path} was changed since it was stored: its SHA-256 is not the one in its record")


def _kind(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
