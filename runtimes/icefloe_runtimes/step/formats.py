"""In which format a value is stored: what keeps it exactly as it is, and is easiest to read."""

import importlib
import json
import pickle
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Protocol, cast

from icefloe_runtimes.step import frames
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.narrow import entries, items, members
from icefloe_runtimes.step.plain import plain
from icefloe_runtimes.step.shelf import Shelf, Stored
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.records import dataclass

# Larger lists and dictionaries are pickled: as JSON with its types kept they would be slow to write and to read.
_MOST_ITEMS = 20_000
_LONGEST = 1 << 53
_written = json.JSONEncoder().encode
_JSON = ("", "json", "metric")
_PICKLED = ("pickle", "pickled")
#: What an output may be declared to be stored as, besides `module:name` of a format of the project.
WANTED = ("json", "text", "bytes", "npy", "parquet", "pickle", "pickled", "metric", "file")


class Format(Protocol):
    """A format of a project: what its files end with, and how they are written and read."""

    suffix: str

    def write(self, value: object, path: Path) -> object:
        """Write a value as a file or a folder at this path."""

    def read(self, path: Path) -> object:
        """Read it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value that was stored: the name of its file, its format, and what was stored."""

    file: str
    format: str
    stored: Stored


def put(shelf: Shelf, name: str, value: object, wanted: str, formats: Mapping[str, str]) -> Written:
    """Store a value under a name without suffix, as `wanted` or else as what suits it.

    `StepFailed` where it cannot be stored as it is wanted.
    """
    own = wanted if ":" in wanted else "" if wanted or not formats else _own(type(value), formats)
    if own:
        form = _format(own)
        file = f"{name}{form.suffix}"
        return Written(file=file, format=own, stored=shelf.made(file, lambda path: form.write(value, path)))
    as_bytes = _as_bytes(value, wanted)
    if as_bytes is not None:
        format_, suffix, data = as_bytes
        return Written(file=f"{name}{suffix}", format=format_, stored=shelf.data(f"{name}{suffix}", data))
    if wanted in ("", "npy") and frames.is_plain_array(value):
        file = f"{name}.npy"
        stored = shelf.stream(file, lambda stream: frames.write_array(stream, value))
        return Written(file=file, format="npy", stored=stored)
    if wanted and wanted not in _PICKLED:
        raise StepFailed(f"it is declared as {wanted}, which cannot hold it without loss")
    file = f"{name}.pickle"
    stored = shelf.stream(file, lambda stream: pickle.dump(value, stream, protocol=5))
    return Written(file=file, format="pickle", stored=stored)


def get(path: str | Path, stream: IO[bytes] | None, format_: str, kind: str) -> object:
    """Read a value back out of an open file, whose content was checked; `kind` is the type that it was of."""
    if ":" in format_:
        return _format(format_).read(Path(path))
    if stream is None:
        raise ArtifactError(f"{path} is a folder, which is no {format_}")
    if format_ == "pickle":
        loaded: object = pickle.load(stream)  # noqa: S301 - the digest was checked against the record
        return loaded
    if format_ == "npy":
        return frames.read_array(stream, is_number=kind != "numpy.ndarray")
    if format_ == "parquet":
        return frames.read_frame(stream)
    data = stream.read()
    if format_ == "bytes":
        return data
    if format_ == "text":
        return data.decode("utf-8", "surrogatepass")
    if format_ == "json":
        return literals.decode(json.loads(data))
    raise ArtifactError(f"{path} is stored as {format_!r}, which this version does not know")


def _as_bytes(value: object, wanted: str) -> tuple[str, str, bytes] | None:
    """The format, the suffix and the bytes of a value that is small enough to be made of one piece."""
    if type(value) is bytes and wanted in ("", "bytes"):
        return "bytes", ".bin", value
    if type(value) is str and wanted in ("", "text"):
        return "text", ".txt", value.encode("utf-8", "surrogatepass")
    if wanted in _JSON:
        coded = _coded(value)
        coded = _coded(plain(value)) if coded is None and wanted else coded
        if coded is not None:
            return "json", ".json", coded
    frame = frames.frame_bytes(value) if wanted in ("", "parquet") else None
    return None if frame is None else ("parquet", ".parquet", frame)


def _coded(value: object) -> bytes | None:
    """The value as JSON if that keeps it exactly as it is."""
    if type(value) is int and abs(value) < _LONGEST:
        return b"%d\n" % value
    if value is None or type(value) is bool:
        return f"{_written(value)}\n".encode()
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


def _own(kind: type, formats: Mapping[str, str]) -> str:
    """The project's own format for a type, which may be named as it is defined or as its package gives it."""
    defined = f"{kind.__module__}.{kind.__qualname__}"
    for spelled, format_ in formats.items():
        module, _, name = spelled.rpartition(".")
        if spelled == defined or (module in sys.modules and getattr(sys.modules[module], name, None) is kind):
            return format_
    return ""


def _format(spelled: str) -> Format:
    """The format that stands in a module of the project under a name; a class of formats makes one."""
    module, _, name = spelled.partition(":")
    try:
        found: object = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise StepFailed(f"the format {spelled} cannot be loaded: {error}") from error
    made = cast("object", found()) if isinstance(found, type) else found
    lacking = [part for part in ("suffix", "write", "read") if not hasattr(made, part)]
    if lacking:
        raise StepFailed(f"the format {spelled} has no `{'` and no `'.join(lacking)}`, which a format must have")
    return cast(Format, made)
