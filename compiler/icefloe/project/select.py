"""What the paths of a call mean: which files of which projects."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from icefloe.project.files import ProjectFiles
from icefloe.project.ignores import ignores, is_ignored
from icefloe.project.imports import imports, statements
from icefloe.project.layers import shown
from icefloe.project.limits import Limits, settings_within
from icefloe.project.root import CONFIGURATION, PROJECT, Kind, ProjectError, absolute, find_root, kind_of
from icefloe.project.settings import Settings
from icefloe.project.walk import SKIPPED, SOURCES, is_document, walk
from icefloe.project.witness import Witness
from icefloe_schema.records import dataclass

#: How much of a file is looked at for what it imports.
_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The files of one project that a call means, by path from its root.

    `prefix` leads from the folder that all paths of the call are shown from to this root, "" or `a/b/`. `named` are
    the files that were named outright; `whole` says that these are all files of the project. `closed` are folders that
    may not be looked into, from the root, which is "" itself.
    """

    root: Path
    prefix: str
    files: tuple[str, ...]
    named: frozenset[str]
    settings: Settings
    whole: bool = False
    closed: tuple[str, ...] = ()


def select(paths: Sequence[str], limits: Limits | None = None, witness: Witness | None = None) -> tuple[Selected, ...]:
    """Find the files that the paths mean, project by project; those given to the `witness` need not be on disk.

    A file belongs to the nearest folder upwards with a `pyproject.toml` or `icefloe.toml`; where there is none, to the
    folder that was named, or that holds all that were, or as `loose_root` says.
    """
    within = limits or Limits()
    watched = witness or Witness()
    kind = watched.kind
    found = [source_file_or_folder(path, watched.given, kind) for path in paths]
    walked = [path for path in found if kind(path) == "d"]
    folders = [path if path in walked else path.parent for path in found]
    home = Path(os.path.commonpath(folders))
    outer = [
        find_root(folder, kind) or loose_root(path, home, kind) for path, folder in zip(found, folders, strict=True)
    ]
    base = outer[0] if len(set(outer)) == 1 else Path(os.path.commonpath(outer))
    if is_loose(base, kind):
        base = Path.cwd()
    files: dict[Path, dict[str, bool]] = {}
    settings: dict[Path, Settings] = {}
    for path, root in zip(found, outer, strict=True):
        outright = path not in walked
        for project, file in (
            _outright(path, root, within, watched) if outright else below(path, root, within, settings, watched)
        ):
            own = files.setdefault(project, {})
            own[file] = own.get(file, False) or outright
    closed = {root: tuple(closed_below(root, within, watched)) for root in settings}
    for root, shut in closed.items():
        if shut:
            files.setdefault(root, {})
    return tuple(
        Selected(
            root=root,
            prefix=f"{root.relative_to(base).as_posix()}/" if root != base else "",
            files=tuple(sorted(own, key=lambda file: file.split("/"))),
            named=frozenset(file for file, outright in own.items() if outright),
            settings=settings.get(root) or settings_within(watched.files(root), within),
            whole=any(root.is_relative_to(path) for path in walked) and not any(closed.values()),
            closed=closed.get(root, ()),
        )
        for root, own in sorted(files.items())
    )


def loose_root(path: Path, home: Path, kind: Kind = kind_of) -> Path:
    """Give the folder that stands for the project of a file without one: `home`, or the shell's if it is meant there.

    What a document names is imported by a run that is started there, and so is what a script imports that only the
    shell's folder has (`python -m`, `PYTHONPATH=.`).
    """
    here = Path.cwd()
    # What stands in a package is imported from beside the package.
    while kind(path) == "f" and kind(home / "__init__.py") == "f":
        home = home.parent
    if kind(path) != "f" or not path.is_relative_to(here):
        return home
    return here if is_document(path.name) or _imports_from(path, here, kind) else home


def _imports_from(path: Path, folder: Path, kind: Kind) -> bool:
    """Whether a Python file imports something that stands in a folder and not beside the file itself."""
    if path.suffix != ".py" or path.parent == folder:
        return False
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES)
    except OSError:
        return False
    tops = {name.partition(".")[0] for base, name in imports(statements(data), "") if base is None}
    return any(_has(folder, top, kind) and not _has(path.parent, top, kind) for top in sorted(tops) if top)


def _has(folder: Path, name: str, kind: Kind) -> bool:
    """Whether a folder has a module or package of that name."""
    return kind(folder / f"{name}.py") == "f" or kind(folder / name) == "d"


def is_loose(folder: Path, kind: Kind = kind_of) -> bool:
    """Tell whether a folder is in no project and below the shell's: its files are best told from where the user is."""
    return find_root(folder, kind) is None and folder.is_relative_to(Path.cwd())


def source_file_or_folder(path: str, given: Collection[Path] = (), kind: Kind = kind_of) -> Path:
    """Make a path that was typed absolute; it must be that of a folder, or of a file that may hold pipelines."""
    named = Path(os.path.abspath(path))  # noqa: PTH100 - links are kept
    found = named if named in given else absolute(path, kind)
    if found.suffix not in SOURCES and kind(found) != "d":
        raise ProjectError(f"{path} is neither a Python nor a YAML file")
    return found


def _outright(path: Path, root: Path, limits: Limits, witness: Witness) -> Iterator[tuple[Path, str]]:
    """A file that was named, unless the patterns are to hold for it too."""
    file = path.relative_to(root).as_posix()
    settings = settings_within(witness.files(root), limits)
    skipped = not SKIPPED.isdisjoint(file.split("/")) or is_ignored(ignores(settings.exclude), file)
    if not (settings.force_exclude and skipped):
        yield root, file


def below(
    folder: Path, root: Path, limits: Limits, settings: dict[Path, Settings], witness: Witness
) -> Iterator[tuple[Path, str]]:
    """Give the source files below a folder of the project at `root`, each with the project that it belongs to.

    The settings of these projects are kept in `settings`.
    """
    files = witness.files(root)
    start = "" if folder == root else folder.relative_to(root).as_posix()
    outer = settings[root] = settings.get(root) or settings_within(files, limits)
    excludes = {root: ignores(outer.exclude)}
    nested: dict[str, tuple[Path, int]] = {}
    for path in walk(files, start, outer.exclude, outer.respect_gitignore):
        inner = path.rpartition("/")[0]
        if inner not in nested:
            nested[inner] = _nested(root, inner, files)
        project, skipped = nested[inner]
        if project not in excludes:
            inside = settings[project] = settings.get(project) or settings_within(witness.files(project), limits)
            excludes[project] = ignores(inside.exclude)
        if not skipped:
            yield root, path
        elif not is_ignored(excludes[project], path[skipped:]):
            yield project, path[skipped:]


def closed_below(root: Path, limits: Limits, witness: Witness) -> Iterator[str]:
    """Give the folders of a walk that may not be looked into, but for those that an inner project leaves out."""
    files = witness.files(root)
    for folder in files.closed:
        project, skipped = _nested(root, folder, files)
        outer = settings_within(witness.files(project), limits).exclude if skipped else ()
        if not is_ignored(ignores(outer), f"{folder[skipped:]}/"):
            yield folder


def _nested(root: Path, folder: str, files: ProjectFiles) -> tuple[Path, int]:
    """Give the innermost project that a folder belongs to, and how much of its path leads there."""
    while folder:
        if any(_is_project(files, root, f"{folder}/{name}") for name in (PROJECT, CONFIGURATION)):
            return root / folder, len(folder) + 1
        folder = folder.rpartition("/")[0]
    return root, 0


def _is_project(files: ProjectFiles, root: Path, path: str) -> bool:
    """Whether there is a configuration; a link is none, and one that may not be read is an error."""
    if files.read(path) is not None:
        return True
    if not files.has(path.rpartition("/")[0], path.rpartition("/")[2]) or (root / path).is_symlink():
        return False
    reason = files.hindrance(root / path)
    if reason:
        raise ProjectError(f"{shown(root / path)} cannot be read: {reason}")
    return False
