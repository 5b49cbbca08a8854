"""Which file a module outside of the project is: stubs before sources, found by path."""

import os
from collections.abc import Iterator
from pathlib import Path

from icefloe_schema.records import dataclass

_SUFFIXES = (".pyi", ".py")
_MOST_NAMES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a module is. `folders` are those of a package's own modules, `file` is None for a namespace package.

    `standard` marks the standard library. `shown` names the file without saying where the environment lies.
    """

    module: str
    file: Path | None
    folders: tuple[Path, ...]
    standard: bool
    shown: str

    @property
    def is_package(self) -> bool:
        """Whether it may hold further modules."""
        return bool(self.folders)

    @property
    def is_stub(self) -> bool:
        """Whether it only declares: then what it does not name is not there."""
        return self.file is not None and self.file.suffix == ".pyi"


class Packages:
    """Finds modules below some folders, in their order, and in typeshed's folder of the standard library.

    Links are followed, as environments are often made of them; only regular files count as modules.
    """

    def __init__(self, folders: tuple[Path, ...], typeshed: Path | None) -> None:
        self._folders = folders
        self._typeshed = typeshed
        self._names: dict[Path, frozenset[str]] = {}
        self._found: dict[str, Place | None] = {}

    def place(self, module: str) -> Place | None:
        """Where the module of a dotted name is, or None."""
        if module not in self._found:
            self._found[module] = self._search(module)
        return self._found[module]

    def _search(self, module: str) -> Place | None:
        top, *inner = module.split(".")
        if not all(part.isidentifier() for part in (top, *inner)):
            return None
        roots = [self._library(top), self._stubs(top)]
        for root in roots:
            found = None if root is None else self._below(root, inner)
            if found is not None:
                return found
            if root is not None and not self._is_partial(root):
                return None
        regular = self._top(top)
        return None if regular is None else self._below(regular, inner)

    def _library(self, top: str) -> Place | None:
        return None if self._typeshed is None else self._in(top, top, (self._typeshed,), True)

    def _stubs(self, top: str) -> Place | None:
        """The stub package of a name, wherever it is installed: it goes before all that it describes."""
        for folder in self._folders:
            if f"{top}-stubs" in self._listed(folder):
                return self._folder(top, folder / f"{top}-stubs", f"{top}-stubs", False)
        return None

    def _top(self, top: str) -> Place | None:
        return self._in(top, top, self._folders, False)

    def _below(self, place: Place, inner: list[str]) -> Place | None:
        found: Place | None = place
        for part in inner:
            if found is None or not found.folders:
                return None
            base = found.shown.rpartition("/")[0] if found.file is not None else found.shown
            shown = f"{base}/{part}" if base else part
            found = self._in(f"{found.module}.{part}", shown, found.folders, found.standard)
        return found

    def _in(self, module: str, shown: str, folders: tuple[Path, ...], standard: bool) -> Place | None:
        """A module that lies directly in one of some folders; a folder without `__init__` only if nothing else does."""
        name = module.rpartition(".")[2]
        plain: list[Path] = []
        for folder in folders:
            names = self._listed(folder)
            if name in names:
                inside = self._folder(module, folder / name, shown, standard)
                if inside is not None and inside.file is not None:
                    return inside
                plain += inside.folders if inside is not None else ()
            for suffix in _SUFFIXES:
                if f"{name}{suffix}" in names:
                    file = folder / f"{name}{suffix}"
                    return Place(module=module, file=file, folders=(), standard=standard, shown=f"{shown}{suffix}")
        if not plain or standard:
            return None
        return Place(module=module, file=None, folders=tuple(plain), standard=standard, shown=shown)

    def _folder(self, module: str, folder: Path, shown: str, standard: bool) -> Place | None:
        if not os.path.isdir(folder):  # noqa: PTH112 - a path with odd bytes is simply not there
            return None
        names = self._listed(folder)
        for suffix in _SUFFIXES:
            if f"__init__{suffix}" in names:
                init, file = f"{shown}/__init__{suffix}", folder / f"__init__{suffix}"
                return Place(module=module, file=file, folders=(folder,), standard=standard, shown=init)
        return Place(module=module, file=None, folders=(folder,), standard=standard, shown=shown)

    def _is_partial(self, place: Place) -> bool:
        """Whether stubs leave modules to the package that they describe."""
        if place.standard:
            return False
        return place.file is None or any(_says_partial(folder / "py.typed") for folder in place.folders)

    def _listed(self, folder: Path) -> frozenset[str]:
        if folder not in self._names:
            self._names[folder] = frozenset(_names(folder))
        return self._names[folder]


def _names(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count >= _MOST_NAMES:
                    return
                yield entry.name
    except (OSError, ValueError):
        return


def _says_partial(marker: Path) -> bool:
    try:
        if not marker.is_file():
            return False
        with marker.open("rb") as file:
            return b"partial" in file.read(1000).split()
    except (OSError, ValueError):
        return False
