"""The catalog of a run: files of the project that steps hand on by their paths."""

import os
import shutil
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import cast

from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.narrow import entries, items
from icefloe_runtimes.step.publish import Files
from icefloe_runtimes.step.storage import check
from icefloe_runtimes.step.values import Values
from icefloe_schema.plan import Step

# Folders in which no pattern looks: what tools keep there is nobody's data.
_HIDDEN = (".icefloe", ".git", "__pycache__", ".venv")


def get(step: Step, values: Values) -> None:
    """Put the files that the step gets from the catalog where they were when others put them there."""
    source = entries(step.catalog.get("from")) or {}
    for pattern in _texts(step.catalog.get("get")):
        found = _latest(pattern, _texts(source.get(pattern)), values)
        if not found:
            known = sorted({path for name in _texts(source.get(pattern)) for path in _put_by(name, values)})
            there = meant(pattern, known) if known else "; no step before it has put it there"
            raise StepFailed(f"no file of the catalog is like {pattern!r}{there}")
        for path, (name, entry) in found.items():
            owner = values.owner(name)
            _bring(path, owner.artifacts / folder(name), entry)
            values.readings.caught(owner.at(name), path, entry.sha256)


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


def _latest(pattern: str, steps: list[str], values: Values) -> dict[str, tuple[str, Entry]]:
    """The files like a pattern that these steps have put; of one path that of the last of them."""
    found: dict[str, tuple[str, Entry]] = {}
    for name in steps:
        found.update({path: (name, one) for path, one in _put_by(name, values).items() if is_like(path, pattern)})
    return found


def _put_by(name: str, values: Values) -> Mapping[str, Entry]:
    """The files that a step has put; one that was skipped has put none."""
    return manifest.read(values.owner(name).artifacts, name).catalog


def _bring(path: str, where: Path, entry: Entry) -> None:
    """Put a file into its place, unless it is there as it was."""
    target = Path(path)
    if target.is_file() and tree(target)[0] == entry.sha256:
        return
    if entry.format == "absent":
        raise ArtifactError(f"{path} is not as it was put into the catalog, which keeps no copy of it")
    check(where / entry.file, entry)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(where / entry.file, made)
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
