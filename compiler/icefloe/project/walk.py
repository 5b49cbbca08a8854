"""The Python files of a project, in one order on every machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from icefloe.source import Files

#: Folders that hold no source of the project, whether or not a `.gitignore` says so.
SKIPPED = frozenset(
    (
        *(".bzr", ".direnv", ".eggs", ".git", ".hg", ".icefloe", ".ipynb_checkpoints", ".mypy_cache", ".nox"),
        *(".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "build", "dist"),
        *("node_modules", "site-packages", "venv"),
    )
)

Ignores = tuple[tuple[str, GitIgnoreSpec], ...]


def walk(root: Path, files: Files, start: str, exclude: tuple[str, ...]) -> Iterator[str]:
    """Give the `.py` files below the folder `start` ("" is the root), sorted, without what is ignored.

    A `.gitignore` holds for its folder; `exclude` are patterns of the same kind that hold from the root. Links to
    folders are not followed.
    """
    ignores: Ignores = (("", GitIgnoreSpec.from_lines(exclude)),)
    folders = start.split("/") if start else []
    for depth in range(len(folders)):
        ignores = _joined(files, "/".join(folders[:depth]), ignores)
    yield from _folder(root, files, start, ignores)


def _folder(root: Path, files: Files, folder: str, ignores: Ignores) -> Iterator[str]:
    inner = _joined(files, folder, ignores)
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and not _ignored(inner, path + "/"):
                yield from _folder(root, files, path, inner)
        elif entry.name.endswith(".py") and entry.is_file(follow_symlinks=False) and not _ignored(inner, path):
            yield path


def _joined(files: Files, folder: str, ignores: Ignores) -> Ignores:
    data = files.read(f"{folder}/.gitignore" if folder else ".gitignore")
    if data is None:
        return ignores
    return (*ignores, (folder, GitIgnoreSpec.from_lines(data.decode(errors="replace").splitlines())))


def _ignored(ignores: Ignores, path: str) -> bool:
    """Tell whether a path is ignored: as git has it, the deepest file that says anything decides."""
    for folder, spec in reversed(ignores):
        verdict = spec.check_file(path[len(folder) + 1 :] if folder else path).include
        if verdict is not None:
            return verdict
    return False
