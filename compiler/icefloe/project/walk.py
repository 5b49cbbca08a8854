"""The source files of a project, in one order on every machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from icefloe.project.ignores import Ignore, ignore
from icefloe.source import Files

#: Folders that hold no source of the project, whether or not a `.gitignore` says so.
SKIPPED = frozenset(
    (
        *(".bzr", ".direnv", ".eggs", ".git", ".hg", ".icefloe", ".ipynb_checkpoints", ".mypy_cache", ".nox"),
        *(".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "build", "dist"),
        *("node_modules", "site-packages", "venv"),
    )
)

#: How the names of files end in which a dialect may write a pipeline as plain data.
DOCUMENTS = (".yaml", ".yml")
#: A document that is larger holds no pipeline: nobody could read it.
DOCUMENT_LIMIT = 4 << 20
#: How the names of source files end.
SOURCES = (".py", ".ipynb", *DOCUMENTS)

Ignores = tuple[Ignore, ...]


def walk(root: Path, files: Files, start: str, exclude: tuple[str, ...]) -> Iterator[str]:
    """Give the source files below the folder `start` ("" is the root), sorted, without what is ignored.

    A `.gitignore` holds for its folder; `exclude` are patterns of the same kind that hold from the root. Links to
    folders are not followed.
    """
    ignores: Ignores = (ignore("", exclude),) if exclude else ()
    folders = start.split("/") if start else []
    for depth in range(len(folders)):
        ignores = _joined(files, "/".join(folders[:depth]), ignores)
    ignores = _joined(files, start, ignores)
    open_folders = [(start, ignores, _entries(root, start))]
    while open_folders:
        folder, ignores, entries = open_folders[-1]
        entry = next(entries, None)
        if entry is None:
            open_folders.pop()
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and not _ignored(ignores, path + "/"):
                open_folders.append((path, _joined(files, path, ignores), _entries(root, path)))
        elif _is_source(entry) and not _ignored(ignores, path):
            yield path


def is_document(path: str) -> bool:
    """Tell whether a file is plain data by its name."""
    return path.endswith(DOCUMENTS)


def _is_source(entry: "os.DirEntry[str]") -> bool:
    """Tell a source file, and no document that is so large that it is only data."""
    if not entry.name.endswith(SOURCES) or not entry.is_file(follow_symlinks=False):
        return False
    try:
        return not is_document(entry.name) or entry.stat(follow_symlinks=False).st_size <= DOCUMENT_LIMIT
    except OSError:
        return False


def _entries(root: Path, folder: str) -> "Iterator[os.DirEntry[str]]":
    """What is in a folder, sorted; nothing if it cannot be read."""
    try:
        with os.scandir(root / folder) as found:
            return iter(sorted(found, key=lambda entry: entry.name))
    except OSError:
        return iter(())


def _joined(files: Files, folder: str, ignores: Ignores) -> Ignores:
    data = files.read(f"{folder}/.gitignore" if folder else ".gitignore")
    if data is None:
        return ignores
    return (*ignores, ignore(folder, data.decode(errors="replace").splitlines()))


def _ignored(ignores: Ignores, path: str) -> bool:
    """Tell whether a path is ignored: as git has it, the deepest file that says anything decides."""
    for one in reversed(ignores):
        verdict = one.verdict(path)
        if verdict is not None:
            return verdict
    return False
