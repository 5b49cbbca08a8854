"""Taking away what is no longer needed: old runs where that is wanted, and contents that nothing refers to."""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icefloe_runtimes.local.journal import NAME, is_held
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.store.catalogue import RUNS, run_folders
from icefloe_runtimes.local.store.hold import held
from icefloe_runtimes.step.keeping import OBJECTS, REGISTRY
from icefloe_runtimes.step.narrow import fields
from icefloe_runtimes.step.objects import contents
from icefloe_schema.records import dataclass

_DIGEST = re.compile(rb'"sha256": ?"([0-9a-f]{64})"')
_IS_DIGEST = re.compile(r"[0-9a-f]{64}")
_RECORDS = ("outputs.json", "record.json")
# What was begun and not ended, in the store and among the runs and the versions.
_MAKING, _REMOVING = ".making-", ".removing-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was taken away, or would be: the runs by their ids, how many contents, and how many bytes these have."""

    runs: tuple[str, ...] = ()
    contents: int = 0
    bytes: int = 0


def collect(
    workspace: Path, *, keep: int | None = None, older_than: timedelta | None = None, dry: bool = False
) -> Collected:
    """Take away old runs, and then every content that no run and no version refers to.

    Of each pipeline the `keep` newest runs stay, and those that are younger than `older_than`; without either all do,
    and the newest always does. Raises `StoreBusyError` while a run uses the store. With `dry` nothing is taken away.
    """
    with held(workspace, alone=True):
        old = _old(workspace, keep, older_than)
        if not dry:
            for run in old:
                _remove(run)
        used = set(_used(workspace, {run.name for run in old}))
        unused = [path for name, path in contents(str(workspace / OBJECTS)) if name not in used]
        found = Collected(runs=tuple(run.name for run in old), contents=len(unused), bytes=sum(map(_size, unused)))
        if not dry:
            for path in [*unused, *_leftovers(workspace)]:
                _discard(path)
        return found


def _old(workspace: Path, keep: int | None, older_than: timedelta | None) -> list[Path]:
    """The runs that are to go."""
    if keep is None and older_than is None:
        return []
    since = datetime.now(UTC) - older_than if older_than is not None else None
    seen: dict[str, int] = {}
    old: list[Path] = []
    for run in reversed(run_folders(workspace)):
        pipeline = _pipeline(run)
        number = seen[pipeline] = seen.get(pipeline, 0) + 1
        many = keep is not None and number > keep
        aged = since is not None and _started(run) < since
        # Both are about what may go: where both are said, both must hold.
        if number > 1 and (many or keep is None) and (aged or since is None) and not is_held(run / NAME):
            old.append(run)
    return sorted(old)


def _pipeline(run: Path) -> str:
    """The pipeline of a run, as its plan is called; runs of which that is not known are of one."""
    try:
        data: object = json.loads((run / PLAN).read_bytes())
    except (OSError, ValueError):
        return ""
    return str(fields(data).get("name", ""))


def _started(run: Path) -> datetime:
    """When a run began, as its id says; else when its folder was last changed."""
    try:
        return datetime.strptime(run.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(run.stat().st_mtime, UTC)


def _remove(run: Path) -> None:
    """Take a run away at once, whatever becomes of the rest."""
    gone = run.with_name(f"{_REMOVING}{run.name}-{time.time_ns()}")
    run.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _used(workspace: Path, without: set[str]) -> Iterator[str]:
    """The digests of all contents that a run or a version refers to, by its record or by a link."""
    for top in (*(run for run in run_folders(workspace) if run.name not in without), workspace / REGISTRY):
        for folder, inner, files in os.walk(top):
            for name in (*files, *inner):
                path = Path(folder, name)
                if path.is_symlink():
                    target = Path(path.readlink()).name
                    if _IS_DIGEST.fullmatch(target):
                        yield target
                elif name in _RECORDS:
                    yield from (found.decode() for found in _DIGEST.findall(path.read_bytes()))


def _leftovers(workspace: Path) -> Iterator[str]:
    """What was begun by a process that has died since."""
    store, runs = workspace / OBJECTS, workspace / RUNS
    for folder, beginning in ((store, _MAKING), (runs, _REMOVING)):
        if folder.is_dir():
            yield from (str(path) for path in folder.iterdir() if path.name.startswith(beginning))
    yield from (str(path) for path in (workspace / REGISTRY).glob(f"*/*/{_MAKING}*"))


def _size(path: str) -> int:
    one = Path(path)
    if not one.is_dir():
        return one.stat().st_size
    return sum(file.stat().st_size for file in one.rglob("*") if file.is_file())


def _discard(path: str) -> None:
    one = Path(path)
    if one.is_dir():
        shutil.rmtree(one, ignore_errors=True)
    else:
        one.unlink(missing_ok=True)
