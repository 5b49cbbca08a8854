"""What the paths of a call mean: which files of which projects."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from icefloe.project.files import ProjectFiles
from icefloe.project.ignores import ignore
from icefloe.project.imports import imports, statements
from icefloe.project.root import ProjectError, absolute, find_root
from icefloe.project.settings import read_settings
from icefloe.project.walk import SOURCES, is_document, walk
from icefloe_schema.records import dataclass

#: How much of a file is looked at for what it imports.
_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The files of one project that a call means, by path from its root.

    `prefix` leads from the folder that all paths of the call are shown from to this root, "" or `a/b/`. `named` are
    the files that were named outright.
    """

    root: Path
    prefix: str
    files: tuple[str, ...]
    named: frozenset[str]


def select(paths: Sequence[str]) -> tuple[Selected, ...]:
    """Find the files that the paths mean, project by project.

    A file belongs to the nearest folder upwards with a `pyproject.toml`; where there is none, to the folder that was
    named, or that holds all that were, or as `loose_root` says.
    """
    found = [source_file_or_folder(path) for path in paths]
    folders = [path if path.is_dir() else path.parent for path in found]
    home = Path(os.path.commonpath(folders))
    outer = [find_root(folder) or loose_root(path, home) for path, folder in zip(found, folders, strict=True)]
    base = outer[0] if len(set(outer)) == 1 else Path(os.path.commonpath(outer))
    if is_loose(base):
        base = Path.cwd()
    files: dict[Path, dict[str, bool]] = {}
    for path, root in zip(found, outer, strict=True):
        outright = not path.is_dir()
        for project, file in [(root, path.relative_to(root).as_posix())] if outright else below(path, root):
            own = files.setdefault(project, {})
            own[file] = own.get(file, False) or outright
    return tuple(
        Selected(
            root=root,
            prefix=f"{root.relative_to(base).as_posix()}/" if root != base else "",
            files=tuple(sorted(own, key=lambda file: file.split("/"))),
            named=frozenset(file for file, outright in own.items() if outright),
        )
        for root, own in sorted(files.items())
    )


def loose_root(path: Path, home: Path) -> Path:
    """Give the folder that stands for the project of a file without one: `home`, or the shell's if it is meant there.

    What a document names is imported by a run that is started there, and so is what a script imports that only the
    shell's folder has (`python -m`, `PYTHONPATH=.`).
    """
    here = Path.cwd()
    # What stands in a package is imported from beside the package.
    while path.is_file() and (home / "__init__.py").is_file():
        home = home.parent
    if not path.is_file() or not path.is_relative_to(here):
        return home
    return here if is_document(path.name) or _imports_from(path, here) else home


def _imports_from(path: Path, folder: Path) -> bool:
    """Whether a Python file imports something that stands in a folder and not beside the file itself."""
    if path.suffix != ".py" or path.parent == folder:
        return False
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES)
    except OSError:
        return False
    tops = {name.partition(".")[0] for base, name in imports(statements(data), "") if base is None}
    return any(_has(folder, top) and not _has(path.parent, top) for top in sorted(tops) if top)


def _has(folder: Path, name: str) -> bool:
    """Whether a folder has a module or package of that name."""
    return (folder / f"{name}.py").is_file() or (folder / name).is_dir()


def is_loose(folder: Path) -> bool:
    """Tell whether a folder is in no project and below the shell's: its files are best told from where the user is."""
    return find_root(folder) is None and folder.is_relative_to(Path.cwd())


def source_file_or_folder(path: str) -> Path:
    """Make a path that was typed absolute; it must be that of a folder, or of a file that may hold pipelines."""
    found = absolute(path)
    if found.suffix not in SOURCES and not found.is_dir():
        raise ProjectError(f"{path} is neither a Python nor a YAML file")
    return found


def below(folder: Path, root: Path) -> Iterator[tuple[Path, str]]:
    """Give the source files below a folder of the project at `root`, each with the project that it belongs to."""
    files = ProjectFiles(root)
    start = "" if folder == root else folder.relative_to(root).as_posix()
    excludes = {root: read_settings(files).exclude}
    nested: dict[str, tuple[Path, int]] = {}
    for path in walk(root, files, start, excludes[root]):
        inner = path.rpartition("/")[0]
        if inner not in nested:
            nested[inner] = _nested(root, inner, files)
        project, skipped = nested[inner]
        if project not in excludes:
            excludes[project] = read_settings(ProjectFiles(project)).exclude
        if not skipped:
            yield root, path
        elif not is_excluded(path[skipped:], excludes[project]):
            yield project, path[skipped:]


def is_excluded(path: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether one of a project's own patterns leaves a file out."""
    return bool(patterns) and bool(ignore("", patterns).verdict(path))


def _nested(root: Path, folder: str, files: ProjectFiles) -> tuple[Path, int]:
    """Give the innermost project that a folder belongs to, and how much of its path leads there."""
    while folder:
        if files.read(f"{folder}/pyproject.toml") is not None:
            return root / folder, len(folder) + 1
        folder = folder.rpartition("/")[0]
    return root, 0
