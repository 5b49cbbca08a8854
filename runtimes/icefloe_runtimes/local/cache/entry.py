"""What is kept of a result: what it was made of, and the record that the step had left."""

# Paths are texts here: this is on the way of each step.
# ruff: noqa: PTH105, PTH123

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import cast

from icefloe_runtimes.step.files import content
from icefloe_runtimes.step.narrow import items
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

FORMAT = "1"
FOLDER = "cache"
# As many results are kept of the same step on the same inputs, each of other code.
_MOST = 16
_HEAD = '{"sha256": "'
_DIGITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What a result is made of, but for the code: texts by the words that people know them by."""

    step: Mapping[str, str]
    inputs: Mapping[str, str]
    packages: Mapping[str, str]
    around: Mapping[str, str]

    def parts(self) -> dict[str, dict[str, str]]:
        """Give all of it as JSON."""
        parts = {"step": self.step, "inputs": self.inputs, "packages": self.packages, "around": self.around}
        return {name: dict(part) for name, part in parts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One result: the run that made it and when, the code that ran, the files that it names, and the step's record.

    `closure` is the digest of what its functions reach, empty where that is not known; `modules` are those that were
    loaded, `None` where that is not known.
    """

    run: str
    step: str
    at: str
    seconds: float
    closure: str = ""
    modules: Mapping[str, str] | None = None
    sought: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All results of one step on the same inputs, the latest first; `made_of` are the parts of its ingredients."""

    key: str
    pipeline: str
    step: str
    made_of: Mapping[str, object]
    kept: tuple[Kept, ...] = ()

    @property
    def ingredients(self) -> Ingredients:
        """What the results are made of; who only wants one of them does not look at it."""
        return ingredients_of(self.made_of)

    def with_one_more(self, one: Kept) -> "Entry":
        """The entry with a further result, in place of one of the same code."""
        others = (
            other for other in self.kept if other.modules != one.modules or other.closure not in ("", one.closure)
        )
        return Entry(
            key=self.key,
            pipeline=self.pipeline,
            step=self.step,
            made_of=self.made_of,
            kept=(one, *others)[:_MOST],
        )


def path_of(workspace: Path, key: str) -> str:
    """Where the entry of a key is."""
    return f"{workspace}/{FOLDER}/{key[:2]}/{key}.json"


def read(workspace: Path, key: str) -> Entry | None:
    """Give the entry of a key; `None` if there is none that can be read."""
    return read_at(path_of(workspace, key))


def read_at(path: str) -> Entry | None:
    """Give the entry in a file; `None` for one that is damaged."""
    try:
        data = content(path)
    except OSError:
        return None
    start = len(_HEAD) + _DIGITS
    if data[len(_HEAD) : start].decode("ascii", "replace") != sha256(data[start:]).hexdigest():
        return None
    try:
        return _entry(cast("Mapping[str, Json]", json.loads(data.decode())))
    except (ValueError, KeyError, TypeError):
        return None


def write(workspace: Path, entry: Entry) -> None:
    """Put an entry in its place, as a whole or not at all; what a failure of power leaves of it is not taken."""
    path = path_of(workspace, entry.key)
    rest = '",\n' + json.dumps(_document(entry))[1:] + "\n"
    data = f"{_HEAD}{sha256(rest.encode()).hexdigest()}{rest}".encode()
    making = f"{path}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        stream = open(making, "xb")  # noqa: SIM115 - the folder may have to be made first
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - the same
        stream = open(making, "xb")  # noqa: SIM115
    try:
        with stream:
            stream.write(data)
        os.replace(making, path)
    except BaseException:
        remove(making)
        raise


def remove(path: str) -> None:
    """Take a file away, if it is there."""
    try:
        os.unlink(path)  # noqa: PTH108 - the same
    except OSError:
        return


def entries(workspace: Path) -> Iterator[tuple[str, Entry]]:
    """All entries that can be read, with their paths, in the order of their keys."""
    folder = workspace / FOLDER
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*.json")):
        entry = read_at(str(path))
        if entry is not None:
            yield str(path), entry


def _document(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "pipeline": entry.pipeline,
        "step": entry.step,
        "made_of": entry.made_of,
        "kept": [{name: getattr(one, name) for name in one.__slots__} for one in entry.kept],
    }


def _entry(data: Mapping[str, Json]) -> Entry:
    return Entry(
        key=str(data["key"]),
        pipeline=str(data["pipeline"]),
        step=str(data["step"]),
        made_of=_object(data["made_of"]),
        kept=tuple([_kept(_object(one)) for one in items(data["kept"]) or ()]),
    )


def _object(data: object) -> Mapping[str, object]:
    """An object of JSON, whose keys are texts; `TypeError` for what is none."""
    if not isinstance(data, dict):
        raise TypeError
    return cast("Mapping[str, object]", data)


def ingredients_of(data: object) -> Ingredients:
    """Read what a result was made of."""
    parts = {name: _texts(part) for name, part in _object(data).items()}
    return Ingredients(**parts)


def _kept(data: Mapping[str, object]) -> Kept:
    modules = data["modules"]
    return Kept(
        run=str(data["run"]),
        step=str(data["step"]),
        at=str(data["at"]),
        seconds=float(cast("float", data["seconds"])),
        closure=str(data["closure"]),
        modules=None if modules is None else _texts(modules),
        sought=tuple(map(str, items(data["sought"]) or ())),
        files=_texts(data["files"]),
        manifest=str(data["manifest"]),
    )


def _texts(data: object) -> dict[str, str]:
    found = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    return {name: str(value) for name, value in found.items()}
