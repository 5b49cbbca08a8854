"""The registry of a workspace: outputs by their kind, their name and a version, each content once."""

# Paths are texts here: these calls are on the way of every step, and to make a `Path` takes longer than they do.
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.manifest import Entry, Manifest, entry_of, plain_entry
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects, copy, discard
from icefloe_runtimes.step.wrapping import name_of
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

RECORD = "record.json"
#: The kind of a single figure, which is none of the things that have versions.
FIGURE = "metric"
_MOST_TRIES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One version of something that was registered, with the output that it is: of which run, step and name."""

    kind: str
    name: str
    version: int
    run: str
    step: str
    output: str
    at: str
    entry: Entry


def register(manifest: Manifest, made: str, keeping: Keeping) -> tuple[Registered, ...]:
    """Register what a step has made that is of a kind; `made` is the folder that it has left.

    A content that is registered under its name already keeps its version, so that it does no harm to do it twice.
    """
    if keeping.registry is None:
        return ()
    found: list[Registered] = []
    for output, entry in manifest.outputs.items():
        if entry.kind and entry.kind != FIGURE:
            found.append(_version(manifest.step, output, entry, made, keeping))
    return tuple(found)


def registered(registry: Path) -> Iterator[Registered]:
    """Give everything that is registered, the versions of each name in their order."""
    for kind in _folders(registry):
        for name in _folders(kind):
            for version in sorted(_folders(name), key=lambda path: (len(path.name), path.name)):
                if (version / RECORD).is_file():
                    yield read(version)


def read(version: Path) -> Registered:
    """Read the record of one version."""
    try:
        data: dict[str, Json] = json.loads((version / RECORD).read_text("utf-8"))
        entry = entry_of(_mapping(data["entry"]))
        texts = {key: str(data[key]) for key in ("kind", "name", "run", "step", "output", "at")}
        return Registered(version=int(version.name), entry=entry, **texts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{version / RECORD} cannot be read: {error}") from None


def _version(step: str, output: str, entry: Entry, made: str, keeping: Keeping) -> Registered:
    name = name_of(entry) or output
    at = f"{keeping.registry}/{folder(entry.kind)}/{folder(name)}"
    os.makedirs(at, exist_ok=True)
    numbers = sorted((int(one) for one in os.listdir(at) if one.isdigit()), reverse=True)
    for number in numbers:
        known = read(Path(at, str(number)))
        if (known.entry.sha256, known.entry.format) == (entry.sha256, entry.format):
            return known
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    said: dict[str, object] = {"kind": entry.kind, "name": name, "run": keeping.run, "step": step, "output": output}
    making = f"{at}/.making-{os.urandom(8).hex()}"
    os.mkdir(making)
    try:
        _put(entry, made, making, keeping)
        text = json.dumps({**said, "at": now, "entry": plain_entry(entry)}, indent=2) + "\n"
        Path(making, RECORD).write_text(text, "utf-8")
        number = _named(making, at, numbers[0] + 1 if numbers else 1)
    except BaseException:
        discard(making)
        raise
    return read(Path(at, str(number)))


def _put(entry: Entry, made: str, making: str, keeping: Keeping) -> None:
    if keeping.store is None:
        copy(f"{made}/{entry.file}", f"{making}/{entry.file}")
    else:
        Objects(keeping.store).link(entry.sha256, making, entry.file)


def _named(making: str, at: str, number: int) -> int:
    """Give it the next number that nobody else takes at the same time."""
    for one in range(number, number + _MOST_TRIES):
        if os.path.lexists(f"{at}/{one}"):
            continue
        try:
            os.rename(making, f"{at}/{one}")
        except OSError:
            if not os.path.lexists(f"{at}/{one}"):
                raise
        else:
            return one
    raise ArtifactError(f"no number is free in {at}")


def _folders(path: Path) -> list[Path]:
    return sorted(one for one in path.iterdir() if one.is_dir() and one.name[0] != ".") if path.is_dir() else []


def _mapping(value: Json) -> JsonObject:
    if not isinstance(value, Mapping):
        raise TypeError("`entry` is no object")
    return value
