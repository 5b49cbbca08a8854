"""What a bundle of a pipeline is made from: its plan, its lock, and the files that the lock names."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from icefloe.api.compile import Compiled, Made
from icefloe.api.locking import frozen_one
from icefloe.api.versions import Saved
from icefloe.lock import Inputs, freeze
from icefloe.project import ProjectError, ProjectFiles, absolute, read_document
from icefloe_schema.leaves import unescape
from icefloe_schema.lock import DepsContent, Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A pipeline with everything of its project that it needs; `files` are bytes by path from the project's root."""

    plan: Plan
    lock: Lock
    files: Mapping[str, bytes] = field(repr=False)


def bundled(result: Compiled, made: Made, included: Sequence[str] = ()) -> Bundled:
    """Gather what a bundle of a pipeline holds; the `included` files and folders are frozen with it."""
    lock, inputs = frozen_one(result, made)
    if included:
        more = _included(result.root, included)
        modules = {path: data for path, data in more.items() if path.endswith(".py")}
        files = {path: data for path, data in more.items() if path not in modules}
        inputs = replace(inputs, modules={**modules, **inputs.modules}, files={**inputs.files, **files})
        lock = freeze(inputs)
    return Bundled(plan=made.plan, lock=lock, files=_files(inputs))


def bundled_version(found: Saved) -> Bundled:
    """Gather what a bundle of a saved version holds, out of the sources as they are now: what is not there is missing.

    Whether they are still those of the version is for the one who makes the bundle to see.
    """
    files = ProjectFiles(found.root)
    read = {path: files.read(path) for path in _paths(found.lock)}
    held = {path: data for path, data in read.items() if data is not None}
    return Bundled(plan=found.plan, lock=found.lock, files=held)


def left_out(plan: Plan, held: Container[str], root: Path) -> Iterator[tuple[str, str]]:
    """Each parameter whose default is the path of a file of the project that is not among those held, with the path."""
    files = ProjectFiles(root)
    for parameter in plan.parameters:
        path = parameter.default
        if isinstance(path, str) and path not in held and not parameter.required and path:
            folder, _, name = path.rpartition("/")
            if files.has(folder, name):
                yield parameter.name, path


def _files(inputs: Inputs) -> dict[str, bytes]:
    found = {**inputs.modules, **inputs.files}
    if inputs.dependencies is not None:
        found[inputs.dependencies.path] = inputs.dependencies.data
    return found


def _paths(lock: Lock) -> Iterator[str]:
    for leaf in lock.leaves:
        if leaf.kind in ("modules", "files"):
            yield unescape(leaf.path.partition("/")[2])
        elif isinstance(leaf.content, DepsContent):
            yield leaf.content.path


def _included(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes of files, and of all files below folders, by path from the root."""
    files = ProjectFiles(root)
    found: dict[str, bytes] = {}
    for given in paths:
        path = absolute(given)
        if not path.is_relative_to(root):
            raise ProjectError(f"--include {given}: it is not in the project {root}")
        own = path.relative_to(root).as_posix()
        inside = list(_below(files, "" if own == "." else own)) if files.is_folder(own) else [own]
        if not inside:
            raise ProjectError(f"--include {given}: there is no file in it")
        found |= {one: read_document(root / one) for one in inside}
    return found


def _below(files: ProjectFiles, folder: str) -> Iterator[str]:
    """All regular files below a folder, in order, but for what is hidden or cached."""
    for name, kind in files.entries(folder):
        path = f"{folder}/{name}" if folder else name
        if name.startswith(".") or name == "__pycache__":
            continue
        if kind == "d":
            yield from _below(files, path)
        elif kind != "o":
            yield path
