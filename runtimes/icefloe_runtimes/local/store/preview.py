"""A stored value as people can look at it, without running anything: what would run code is only told of."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from pprint import pformat

from icefloe_runtimes.local.amounts import size
from icefloe_runtimes.local.store.frames import frame_lines
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.storage import ABSENT, check
from icefloe_runtimes.visible import visible
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json

_MOST_LINES = 40
_WIDTH = 110
_READ = 1 << 16
_MOST_FILES = 20
_NPY = b"\x93NUMPY"


def preview(path: Path, entry: Entry) -> Iterator[str]:
    """Give a few lines that show a stored value; `ArtifactError` if it is not what was stored."""
    if entry.format == ABSENT:
        yield f"only the digest of {entry.file} was kept"
        return
    check(path, entry)
    if path.is_dir():
        yield from _folder(path)
    elif entry.format == "json":
        yield from _lines(pformat(_decoded(path), width=_WIDTH, sort_dicts=False))
    elif entry.format in ("text", "file"):
        yield from _text(path)
    elif entry.format == "npy":
        yield _array(path)
    elif entry.format == "bytes":
        with path.open("rb") as stream:
            yield repr(stream.read(_WIDTH // 2)) + (" …" if entry.size > _WIDTH // 2 else "")
    elif entry.format == "parquet" and (lines := frame_lines(path)):
        yield from lines
    else:
        how = "a pickle" if entry.format == "pickle" else entry.format
        yield f"{entry.type}, stored as {how} ({size(entry.size)}), which is not opened here: -o FILE writes it out"
    for name, fact in entry.facts.items():
        yield f"{name}: {visible(_fact(fact))}"


def plain(path: Path, entry: Entry) -> object:
    """Give a value that can be read without running anything; `ArtifactError` if it is none."""
    if entry.format == "json":
        check(path, entry)
        return _decoded(path)
    if entry.format == "text":
        check(path, entry)
        return path.read_bytes().decode("utf-8", "surrogatepass")
    raise ArtifactError(f"{entry.type} is stored as {entry.format}, which cannot be shown as JSON")


def _decoded(path: Path) -> object:
    try:
        data: Json = json.loads(path.read_bytes())
        return literals.decode(data)
    except (ValueError, SchemaError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}") from None


def _text(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        head = stream.read(_READ)
    if b"\0" in head:
        yield f"{size(path.stat().st_size)} that are no text: -o FILE writes them out"
    else:
        yield from _lines(head.decode("utf-8", "replace"), more=path.stat().st_size > len(head))


def _lines(text: str, *, more: bool = False) -> Iterator[str]:
    lines = text.splitlines()
    yield from (visible(line.expandtabs()) for line in lines[:_MOST_LINES])
    if more or len(lines) > _MOST_LINES:
        yield "…"


def _folder(path: Path) -> Iterator[str]:
    files = sorted(file for file in path.rglob("*") if file.is_file())
    for file in files[:_MOST_FILES]:
        yield f"{visible(file.relative_to(path).as_posix())}  {size(file.stat().st_size)}"
    if len(files) > _MOST_FILES:
        yield f"… and {len(files) - _MOST_FILES} more"


def _array(path: Path) -> str:
    """What the head of an npy file says: NumPy itself is not needed for that."""
    with path.open("rb") as stream:
        head = stream.read(_READ)
    said = re.search(r"'descr': (.*), 'fortran_order': \w+, 'shape': (\([\d, ]*\))", head.decode("latin-1"))
    if not head.startswith(_NPY) or said is None:
        raise ArtifactError(f"{path} is no npy file")
    return visible(f"array of {said[1]}, shape {said[2]}")


def _fact(fact: Json) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{name} {_fact(item)}" for name, item in fact.items())
    return ", ".join(map(str, fact)) if isinstance(fact, list) else str(fact)
