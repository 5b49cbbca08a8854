"""The saved versions of pipelines: where they are kept, and how one is read.

Each is a folder, `.icefloe/versions/<pipeline>/<version>/`, with the plan and the lock of that pipeline alone. It is
written once. What stands in it must agree: a plan that is not what its lock says has been changed by somebody.
"""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from icefloe.project import SOURCES, ProjectError, find_root, read_document
from icefloe.report.plain import plain
from icefloe_schema import codec
from icefloe_schema import lock as document
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import plan_leaves
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

FOLDER: Final = (".icefloe", "versions")
PLAN: Final = "plan.json"
LOCK: Final = "icefloe.lock"
_PLANS: Final = (".json", ".yaml", ".yml", ".lock")
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.")
#: What Windows takes for a device, with any suffix.
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One saved version: its plan, the lock of that pipeline alone, where the plan stands, and its project."""

    plan: Plan
    lock: Lock
    path: Path
    root: Path

    @property
    def lock_path(self) -> Path:
        """Where its lock stands."""
        return self.path.with_name(LOCK)


def split_version(target: str) -> tuple[str, str] | None:
    """The name and the version in `NAME@VERSION`; None for a source, a plan, a path, or a word of git.

    A name may hold `@`, a version may not: `FILE:NAME@X` is a label of a pipeline of that file, `HEAD@{1}` a revision.
    """
    name, found, version = target.rpartition("@")
    if not found or not name or not version or target.endswith((*SOURCES, *_PLANS)):
        return None
    if any(f"{suffix}:" in target for suffix in SOURCES) or version.startswith("{") or set(version) & {"/", "\\"}:
        return None
    return name, version


def folder_of(root: Path, name: str, version: str) -> Path:
    """Where a version of a pipeline is kept."""
    return root.joinpath(*FOLDER, file_name(name), file_name(version))


def file_name(text: str) -> str:
    """A text as the name of a file on every system: what is not plain is percent-encoded."""
    bare = "".join(
        char if char in _PLAIN else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
        for char in text
    )
    if bare.startswith("."):
        bare = f"%2E{bare[1:]}"
    if bare.endswith("."):
        bare = f"{bare[:-1]}%2E"
    return f"%{ord(bare[0]):02X}{bare[1:]}" if _DEVICE.fullmatch(bare) else bare


def versions(root: Path, name: str) -> tuple[str, ...]:
    """The saved versions of a pipeline, numbers in them in order."""
    return tuple(sorted(_below(root.joinpath(*FOLDER, file_name(name)), PLAN), key=_natural))


def names(root: Path) -> tuple[str, ...]:
    """The pipelines of which versions are saved."""
    return tuple(sorted(name for name in _below(root.joinpath(*FOLDER)) if versions(root, name)))


def saved(start: Path, name: str, version: str) -> Saved:
    """A saved version in the project of a folder; one that is not there is an error that lists those that are."""
    root = find_root(start) or start
    path = folder_of(root, name, version) / PLAN
    shown = f"{name}@{version}"
    if not path.is_file():
        raise refused(f"there is no saved version {shown}: {_instead(root, name)}")
    where = path.parent.relative_to(root).as_posix()
    try:
        plan = codec.loads(read_document(path))
        lock = document.loads(read_document(path.with_name(LOCK)))
    except FileNotFoundError:
        raise refused(f"the saved version {shown} is not whole: {where}/{LOCK} is missing; {RESTORE}") from None
    except SchemaError as error:
        raise refused(f"the saved version {shown} cannot be read: {where}: {error}; {RESTORE}") from error
    if (plan.name, plan.version) != (name, version):
        other = f"{plan.name}@{plan.version}"
        raise refused(f"the saved version {shown} is not there: {where} holds {other}")
    if not _agree(plan, lock):
        raise refused(f"the saved version {shown} was changed: its plan is not what its lock says; {RESTORE}")
    return Saved(plan=plan, lock=lock, path=path, root=root)


def named_by(path: str) -> tuple[str, str] | None:
    """The name and the version of the saved plan that stands at a path; None where none can stand there."""
    parts = path.split("/")
    if len(parts) < 5 or (parts[-5], parts[-4], parts[-1]) != (*FOLDER, PLAN):
        return None
    return unquote(parts[-3], errors="surrogatepass"), unquote(parts[-2], errors="surrogatepass")


_LISTED: Final = 12
#: What to do about a version that somebody has changed.
RESTORE: Final = "restore it from version control, or remove its folder and save the version again from its source"


def refused(why: str) -> ProjectError:
    """The error that says why; names come from files of the project, and are made harmless for a terminal."""
    return ProjectError(plain(why))


def _agree(plan: Plan, lock: Lock) -> bool:
    """Whether the leaves of plans in a lock are those of this plan, and of no other."""
    leaves = {leaf.path: leaf.digest for leaf in lock.leaves if leaf.kind == "plan"}
    headers = [path for path in leaves if path.endswith("/header")]
    name = headers[0].removeprefix("plan/").removesuffix("/header") if len(headers) == 1 else ""
    return bool(name) and leaves == dict(plan_leaves(name, plan))


def _instead(root: Path, name: str) -> str:
    """What there is in place of a version that is not there, and what to do."""
    if known := versions(root, name):
        more = f" and {len(known) - _LISTED} older ones" if len(known) > _LISTED else ""
        return f"there are {', '.join(known[-_LISTED:])}{more}"
    others = names(root)
    if near := get_close_matches(name, others, 1):
        return f"did you mean {near[0]}? It has {', '.join(versions(root, near[0]))}"
    if others:
        return f"no version of `{name}` is saved; there are versions of {', '.join(others)}"
    return "none is saved in this project; `icefloe freeze --save` saves what its pipelines are now"


def _below(folder: Path, holding: str = "") -> list[str]:
    """The names of the folders in a folder, as they were before they were made names of files."""
    try:
        found = [one for one in folder.iterdir() if one.is_dir() and (not holding or (one / holding).is_file())]
    except OSError:
        return []
    return [unquote(one.name, errors="surrogatepass") for one in found if not one.name.startswith(".")]


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A version as people order them: 0.10 after 0.9."""
    return tuple(
        (1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"(\d+)", text, flags=re.ASCII)
    )
