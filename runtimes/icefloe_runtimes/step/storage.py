"""Values as files, and back."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from icefloe_runtimes.standin.atoms import Atom, AtomConstructor
from icefloe_runtimes.step import formats
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.facts import facts, kind_of
from icefloe_runtimes.step.files import content, digest, tree
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.shelf import Shelf
from icefloe_runtimes.step.shows import shows
from icefloe_runtimes.step.wrapping import Maker, about_atom, atom, put_together, taken_apart
from icefloe_schema.plan import Output

#: The format of a file of which only the digest is kept.
ABSENT = "absent"
_SMALL = 1 << 14
# Files that are no longer are read at once, so that their digest and what is made of them cost one look.
_AT_ONCE = 1 << 20
_ATOMS = (Atom, AtomConstructor)
_NOBODY = Maker()
_PLAIN = Keeping()


def store(
    name: str,
    value: object,
    shelf: Shelf,
    output: Output | None = None,
    maker: Maker = _NOBODY,
    keeping: Keeping = _PLAIN,
) -> Entry:
    """Put a value on a shelf, as its output wants it or else as what keeps it whole and is easiest to read."""
    wanted = _wanted(output)
    if isinstance(value, _ATOMS):
        return _store_atom(name, value, shelf, maker)
    if wanted == "file":
        if not isinstance(value, str | Path):
            raise StepFailed(f"output {name!r} is a file, but the step returned {_type(value)}, not a path")
        return _store_path(name, Path(value), shelf)
    held, wrapper = taken_apart(value)
    try:
        written = formats.put(shelf, folder(name), held, wanted, keeping.formats)
    except Exception as error:
        raise StepFailed(f"output {name!r} ({_type(value)}) cannot be stored: {error}") from error
    kind = kind_of(output, wrapper)
    return Entry(
        file=written.file,
        format=written.format,
        sha256=written.stored.sha256,
        size=written.stored.size,
        type=_type(held),
        kind=kind,
        facts=facts(kind, held) if kind else {},
        wrapper=wrapper,
        shows=shows(name, held),
    )


def store_file(name: str, path: Path, shelf: Shelf, keep: bool = True) -> Entry:
    """Put a copy of a file on a shelf under a name; without `keep` only tell what it is."""
    if not keep:
        total, size = tree(path)
        return Entry(file=name, format=ABSENT, sha256=total, size=size, type="file")
    stored = shelf.file(name, path)
    return Entry(file=name, format="file", sha256=stored.sha256, size=stored.size, type="file")


def load(source: str | Path, entry: Entry) -> object:
    """Read a value back; nothing is made of bytes that are not those that were stored."""
    if entry.format in ("file", "folder"):
        path = Path(source, entry.file)
        check(path, entry)
        return atom(path, entry)
    try:
        if entry.size <= _AT_ONCE and ":" not in entry.format:
            at = f"{source}/{entry.file}"
            data = content(at)
            _same(at, sha256(data).hexdigest(), entry)
            return put_together(formats.get(at, BytesIO(data), entry.format, entry.type), entry)
        path = Path(source, entry.file)
        if path.is_dir():
            check(path, entry)
            return put_together(formats.get(path, None, entry.format, entry.type), entry)
        with path.open("rb") as stream:
            _same(path, digest(stream), entry)
            stream.seek(0)
            return put_together(formats.get(path, stream, entry.format, entry.type), entry)
    except FileNotFoundError:
        raise ArtifactError(f"{source}/{entry.file} is missing") from None


def check(path: Path, entry: Entry) -> None:
    """See to it that a file or a folder is what its record says; `ArtifactError` if not."""
    if not path.exists():
        raise ArtifactError(f"{path} is missing")
    _same(path, tree(path)[0], entry)


def _wanted(output: Output | None) -> str:
    """How an output is to be stored; `pickled`, `json` and `file` are also said as its kind."""
    if output is None:
        return ""
    wanted = output.format or (output.kind if output.kind in ("pickled", "json", "metric", "file") else "")
    if wanted and wanted not in formats.WANTED and ":" not in wanted:
        known = ", ".join(formats.WANTED)
        raise StepFailed(f"output {output.name!r} has the format {wanted!r}; there are {known}, and `module:name`")
    return wanted


def _store_path(name: str, path: Path, shelf: Shelf) -> Entry:
    if not path.exists():
        raise StepFailed(f"output {name!r} should be at {path}, but there is nothing")
    if not path.is_dir():
        return store_file(f"{folder(name)}{path.suffix}", path, shelf)
    stored = shelf.folder(folder(name), path)
    return Entry(file=folder(name), format="folder", sha256=stored.sha256, size=stored.size, type="folder")


def _store_atom(name: str, made: Atom | AtomConstructor, shelf: Shelf, maker: Maker) -> Entry:
    """An atom is a folder of its own, in which its files keep their names."""
    path, file = Path(made.path), folder(name)
    if not path.exists():
        raise StepFailed(f"atom {name!r} should be at {path}, but there is nothing")
    stored = shelf.folder(file, path)
    said = about_atom(made, stored.sha256, maker)
    return Entry(
        file=file,
        format="folder",
        sha256=stored.sha256,
        size=stored.size,
        type=made.type or "atom",
        kind=made.type,
        wrapper=said if path.is_dir() else {**said, "file": path.name},
        shows=_figures(name, made, path, stored.size),
    )


def _figures(name: str, made: Atom | AtomConstructor, path: Path, size: int) -> dict[str, str]:
    """The small figures of an atom: those of its metadata, and of a small file of JSON."""
    found = shows(name, dict(made.metadata))
    if path.suffix == ".json" and path.is_file() and size <= _SMALL:
        try:
            found.update(shows(name, json.loads(path.read_text("utf-8"))))
        except ValueError:
            return found
    return found


def _same(path: str | Path, found: str, entry: Entry) -> None:
    if found != entry.sha256:
        raise ArtifactError(f"{path} was changed since it was stored: its SHA-256 is not the one in its record")


def _type(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
