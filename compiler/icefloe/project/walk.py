"""The source files of a project, in one order on every machine."""

from collections.abc import Iterator, Sequence

from icefloe.cache.disk import DOCUMENTS
from icefloe.project.files import ProjectFiles
from icefloe.project.ignores import Ignore, Patterns, ignore, is_ignored
from icefloe.project.ignores import ignores as ignores_of
from icefloe.source import Files

#: Folders that hold no source of the project, whether or not a `.gitignore` says so.
SKIPPED = frozenset(
    (
        *(".bzr", ".direnv", ".eggs", ".git", ".hg", ".icefloe", ".ipynb_checkpoints", ".mypy_cache", ".nox"),
        *(".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "build", "dist"),
        *("node_modules", "site-packages", "venv"),
    )
)

#: How the names of source files end.
SOURCES = (".py", ".ipynb", *DOCUMENTS)

Ignores = tuple[Ignore, ...]


def walk(files: ProjectFiles, start: str, exclude: Sequence[Patterns], respect_gitignore: bool = True) -> Iterator[str]:
    """Give the source files below the folder `start` ("" is the root), sorted, without what is ignored.

    A `.gitignore` holds for its folder; `exclude` are patterns of the same kind. Links to folders are not followed.
    """
    ignores: Ignores = ignores_of(exclude)
    folders = start.split("/") if start else []
    for depth in range(len(folders) + 1 if respect_gitignore else 0):
        ignores = _joined(files, "/".join(folders[:depth]), ignores)
    open_folders = [(start, ignores, iter(files.entries(start)))]
    while open_folders:
        folder, ignores, entries = open_folders[-1]
        entry = next(entries, None)
        if entry is None:
            open_folders.pop()
            continue
        name, kind = entry
        path = f"{folder}/{name}" if folder else name
        if kind == "d":
            if name not in SKIPPED and not is_ignored(ignores, path + "/"):
                inner = _joined(files, path, ignores) if respect_gitignore else ignores
                open_folders.append((path, inner, iter(files.entries(path))))
        elif kind == "f" and name.endswith(SOURCES) and not is_ignored(ignores, path):
            yield path


def passed_over(files: ProjectFiles) -> int:
    """Count the links, pipes and the like among the names of source files, in the folders that were walked."""
    folders = (found for found in files.seen.scanned.values() if found is not None)
    return sum(entry[0] == "o" and entry.endswith(SOURCES) for found in folders for entry in found)


def is_document(path: str) -> bool:
    """Tell whether a file is plain data by its name."""
    return path.endswith(DOCUMENTS)


def _joined(files: Files, folder: str, ignores: Ignores) -> Ignores:
    data = files.read(f"{folder}/.gitignore" if folder else ".gitignore")
    if data is None:
        return ignores
    return (*ignores, ignore(folder, data.decode(errors="replace").splitlines()))
