"""The catalog of a run: files of the project that steps hand on by their paths."""

import os
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import cast

from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.inner import Inner
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.narrow import entries, items
from icefloe_runtimes.step.objects import copy
from icefloe_runtimes.step.publish import Files
from icefloe_runtimes.step.storage import ABSENT, check
from icefloe_runtimes.step.values import Values
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

# Folders in which no pattern looks: what tools keep there is nobody's data.
_HIDDEN = (".icefloe", ".git", "__pycache__", ".venv")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The files that a step has put: its folder, that folder below the run's, and the files by their paths."""

    at: str
    folder: Path
    entries: Mapping[str, Entry]


def get(step: Step, values: Values) -> None:
    """Put the files that the step gets from the catalog where they were when others put them there."""
    patterns = _texts(step.catalog.get("get"))
    if not patterns:
        return
    named = entries(step.catalog.get("from")) or {}
    above = {path: held for held in _above(values) for path in held.entries}
    for pattern in patterns:
        own = {path: held for held in _named(_texts(named.get(pattern)), values) for path in held.entries}
        known = {**above, **own}
        found = {path: held for path, held in known.items() if is_like(path, pattern)}
        if not found:
            there = meant(pattern, known) if known else "; no step before it has put it there"
            raise StepFailed(f"no file of the catalog is like {pattern!r}{there}")
        for path, held in found.items():
            entry = held.entries[path]
            _bring(path, held.folder, entry)
            values.readings.caught(held.at, path, entry.sha256)


def put(step: Step) -> Files | None:
    """Give the files that the step puts into the catalog, as they are now; None if it puts nothing there."""
    patterns = _texts(step.catalog.get("put"))
    if not patterns:
        return None
    found: dict[str, None] = {}
    for pattern in patterns:
        paths = list(_matching(pattern))
        if not paths:
            raise StepFailed(f"no file is like {pattern!r}, which the step puts into the catalog")
        found.update(dict.fromkeys(paths))
    return Files(paths=tuple(found), kept=step.catalog.get("store_copy") is not False)


def handed_on(bodies: Iterable[Inner]) -> dict[str, tuple[Path, Entry]]:
    """Give the files that steps of bodies have put, of one path that of the last of them; a step with bodies has put
    what the steps in it have."""
    found: dict[str, tuple[Path, Entry]] = {}
    for inner in bodies:
        for held in _named([step.id for step in inner.steps], inner):
            for path, entry in held.entries.items():
                found[path] = held.folder, entry
                inner.readings.caught(held.at, path, entry.sha256)
    return found


def _above(values: Values) -> Iterator[_Held]:
    """What has been put by the steps before those around this body, the outermost first."""
    if isinstance(values, Inner):
        yield from _above(values.outer)
        ids = [step.id for step in values.outer.steps]
        yield from _named(ids[: ids.index(values.step.id)] if values.step.id in ids else [], values.outer)


def _named(steps: Iterable[str], values: Values) -> Iterator[_Held]:
    """What steps have put; one whose turn never came has put nothing."""
    for name in steps:
        owner = values.owner(name)
        folder_of = owner.artifacts / folder(name)
        if (folder_of / manifest.MANIFEST).is_file():
            yield _Held(at=owner.at(name), folder=folder_of, entries=manifest.read(owner.artifacts, name).catalog)


def _bring(path: str, where: Path, entry: Entry) -> None:
    """Put a file into its place, unless it is there as it was."""
    target = Path(path)
    if target.is_file() and tree(target)[0] == entry.sha256:
        return
    if entry.format == ABSENT:
        raise ArtifactError(f"{path} is not as it was put into the catalog, which keeps no copy of it")
    check(where / entry.file, entry)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{target.name}.{os.getpid()}")
    copy(str(where / entry.file), str(made))
    made.replace(target)


def _matching(pattern: str) -> Iterator[str]:
    """The files of the project like a pattern, by their paths from its root."""
    if _is_outside(pattern):
        raise StepFailed(f"{pattern!r} leads out of the project: the catalog holds files of the project alone")
    for path in sorted(Path().glob(pattern)):
        if path.is_file() and not set(path.parts) & set(_HIDDEN):
            yield path.as_posix()


def _is_outside(pattern: str) -> bool:
    return PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts


def is_like(path: str, pattern: str) -> bool:
    """Whether a path is like a pattern, as a shell has it; `**` stands for folders, none included."""
    return _are_like(PurePosixPath(path).parts, PurePosixPath(pattern).parts)


def _are_like(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not wanted:
        return not parts
    if wanted[0] == "**":
        return any(_are_like(parts[number:], wanted[1:]) for number in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _are_like(parts[1:], wanted[1:])


def _texts(value: object) -> list[str]:
    return [one for one in cast("list[object]", items(value) or []) if isinstance(one, str)]
