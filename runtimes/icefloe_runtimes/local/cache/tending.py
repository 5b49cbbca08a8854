"""The cache as a whole: what is in it, and taking things out of it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.entry import FOLDER, Entry, Kept
from icefloe_runtimes.local.cache.reuse import contents
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.keeping import OBJECTS
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.objects import Objects
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One result that is kept: of which step, made by which run and when, how long that took, and what it has left."""

    pipeline: str
    step: str
    run: str
    at: str
    seconds: float
    size: int
    outputs: tuple[str, ...]


def listed(workspace: Path, steps: tuple[str, ...] = ()) -> tuple[Listed, ...]:
    """Give what is kept, of these steps if any are named, by pipeline and step, the latest first."""
    found = [
        (entry, kept, made)
        for _, entry in entries.entries(workspace)
        for kept in entry.kept
        if _is_meant(entry, kept, steps) and (made := _manifest(kept)) is not None
    ]
    found.sort(key=lambda one: one[1].at, reverse=True)
    found.sort(key=lambda one: (one[0].pipeline, one[1].step))
    return tuple(
        Listed(
            pipeline=entry.pipeline,
            step=kept.step,
            run=kept.run,
            at=kept.at,
            seconds=kept.seconds,
            size=sum(one.size for one in contents(made)),
            outputs=tuple(made.outputs),
        )
        for entry, kept, made in found
    )


def clear(workspace: Path, steps: tuple[str, ...] = ()) -> int:
    """Forget what is kept, of these steps if any are named; give how many results that were."""
    return _drop(workspace, lambda entry, kept: _is_meant(entry, kept, steps))


def sweep(workspace: Path) -> int:
    """Forget the results of which something is no longer in the store; give how many that were."""
    objects = Objects(workspace / OBJECTS)

    def is_gone(entry: Entry, kept: Kept) -> bool:
        del entry
        made = _manifest(kept)
        return made is None or not all(os.path.exists(objects.path(one.sha256)) for one in contents(made))  # noqa: PTH110

    return _drop(workspace, is_gone)


def _drop(workspace: Path, is_unwanted: Callable[[Entry, Kept], bool]) -> int:
    count = 0
    known = set[str]()
    for path, entry in entries.entries(workspace):
        known.add(path)
        left = tuple(kept for kept in entry.kept if not is_unwanted(entry, kept))
        count += len(entry.kept) - len(left)
        if not left:
            entries.remove(path)
        elif len(left) < len(entry.kept):
            entries.write(workspace, replace(entry, kept=left))
    for path in _damaged(workspace, known):
        entries.remove(path)
    return count


def _damaged(workspace: Path, known: set[str]) -> Iterator[str]:
    """What cannot be read, or was begun by a process that has died."""
    yield from (str(path) for path in sorted((workspace / FOLDER).glob("[0-9a-f][0-9a-f]/*")) if str(path) not in known)


def _is_meant(entry: Entry, kept: Kept, steps: tuple[str, ...]) -> bool:
    return not steps or entry.step in steps or kept.step in steps


def _manifest(kept: Kept) -> Manifest | None:
    try:
        return manifest.loads(kept.manifest.encode("utf-8", "surrogatepass"), Path(kept.run))
    except ArtifactError:
        return None
