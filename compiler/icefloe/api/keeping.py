"""Keeping versions: the plan and the lock of a pipeline, written once."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from icefloe.api.compile import Compiled, Made
from icefloe.api.locking import frozen_one
from icefloe.api.versions import FOLDER, LOCK, PLAN, folder_of, refused, saved, split_version
from icefloe.lock import Change, Inputs, told, verify
from icefloe_schema import codec
from icefloe_schema import lock as document
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

#: What version control is to leave alone in the folder of runs and versions: all but the versions.
IGNORED = "/*\n!/versions/\n"
_OLD = "*\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version and what became of it.

    It is new, or it was there already; then `changes` say in what it differs from the pipeline as it is now. Where one
    of them is more than a note, the version `is_other`: it stays as it was, and the pipeline needs another version.
    """

    name: str
    version: str
    digest: str
    folder: Path
    is_new: bool
    changes: tuple[Change, ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether another pipeline was saved under this version."""
        return any(not change.is_note for change in self.changes)

    @property
    def differences(self) -> tuple[str, ...]:
        """What makes it another one, in words: a line for each cause."""
        return lines(one for one in self.changes if not one.is_note)

    @property
    def label(self) -> str:
        """How it is called: `train@v1.0.0`."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unversioned:
    """A pipeline that has no version, and so cannot be saved: its name and its file."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What came of saving. Nothing was written where one of the versions was there already and is another."""

    kept: tuple[Kept, ...] = ()
    unversioned: tuple[Unversioned, ...] = ()

    @property
    def refused(self) -> tuple[Kept, ...]:
        """The versions that are there already, and are others."""
        return tuple(one for one in self.kept if one.is_other)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A version that is to be written."""

    kept: Kept
    plan: Plan
    lock: document.Lock


def lines(changes: Iterable[Change]) -> tuple[str, ...]:
    """Changes as they are said without frames: where, which code, what."""
    return tuple(
        f"{one.span.path}:{one.span.line}:{one.span.column}: {one.code} {one.message}" for one in told(tuple(changes))
    )


def keep(result: Compiled, wanted: Sequence[str] = ()) -> Keeping:
    """Save versions of the pipelines that were compiled, of all that have one or of those that are named.

    All or none are written: a version that is there already and is another one stands in the way of all.
    """
    chosen = _chosen(result.plans, wanted)
    ready = [_ready(result, made) for made in chosen if made.plan.version]
    kept = tuple(one.kept for one in ready)
    found = Keeping(
        kept=kept,
        unversioned=tuple(
            Unversioned(name=made.plan.name, path=made.pipeline.path) for made in chosen if not made.plan.version
        ),
    )
    if not found.refused and not (wanted and found.unversioned):
        for one in ready:
            if one.kept.is_new:
                _write(one, result.root)
    return found


def _chosen(plans: Sequence[Made], wanted: Sequence[str]) -> list[Made]:
    """The pipelines that are meant; two of one name and version cannot both be saved."""
    known = [made.plan.name for made in plans]
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(set(known))) or 'none'}"
            raise refused(f"there is no pipeline {name!r} in this project: {hint}")
    chosen = [made for made in plans if not wanted or made.plan.name in wanted]
    seen: dict[tuple[str, str], Made] = {}
    for made in chosen:
        key = (made.plan.name, made.plan.version)
        if made.plan.version and split_version("@".join(key)) != key:
            raise refused(
                f"version {made.plan.version!r} of `{made.plan.name}` cannot be saved, as NAME@VERSION would not mean "
                "it: use letters, digits and `.`, `-`, `+`, `_`"
            )
        if made.plan.version and key in seen:
            places = " and ".join(dict.fromkeys((seen[key].pipeline.path, made.pipeline.path)))
            raise refused(
                f"two pipelines are {made.plan.name}@{made.plan.version}, in {places}: "
                "give each a name or a version of its own"
            )
        seen[key] = made
    return chosen


def _ready(result: Compiled, made: Made) -> _Ready:
    """Hold a pipeline against the version of it that is there, if there is one."""
    lock, inputs = frozen_one(result, made)
    name, version = made.plan.name, made.plan.version
    folder = folder_of(result.root, name, version)
    there = folder.exists()
    changes, digest = _against(result.root, name, version, inputs, lock) if there else ((), lock.root)
    kept = Kept(name=name, version=version, digest=digest, folder=folder, is_new=not there, changes=changes)
    return _Ready(kept=kept, plan=made.plan, lock=lock)


def _against(
    root: Path, name: str, version: str, inputs: Inputs, lock: document.Lock
) -> tuple[tuple[Change, ...], str]:
    before = saved(root, name, version)
    return verify(before.lock, inputs, lock), before.lock.root


def _write(ready: _Ready, root: Path) -> None:
    """Write a version as a whole: it is made beside its place, and moved there if nobody was faster."""
    folder = ready.kept.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    _leave_versions(root / FOLDER[0])
    room = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        room.chmod(0o777 & ~_umask())
        (room / PLAN).write_text(codec.dumps(ready.plan), encoding="utf-8", newline="\n")
        (room / LOCK).write_text(document.dumps(ready.lock), encoding="utf-8", newline="\n")
        try:
            room.rename(folder)
        except OSError:
            if not folder.exists():
                raise
            raise refused(f"{ready.kept.label} was saved by somebody else just now; save again") from None
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _leave_versions(folder: Path) -> None:
    """Let version control take the versions, and leave alone the runs beside them."""
    path = folder / ".gitignore"
    if not path.exists() or path.read_text(encoding="utf-8", errors="replace") == _OLD:
        path.write_text(IGNORED, encoding="utf-8", newline="\n")
