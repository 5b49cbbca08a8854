"""Importing the modules of a project only as they were frozen."""

import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from icefloe_runtimes.locked import text_digest
from icefloe_runtimes.step.errors import ModuleDrifted
from icefloe_runtimes.step.objects import holds
from icefloe_schema.leaves import normalised

#: What says that a folder is the root of a project.
MARKS = ("icefloe.toml", "pyproject.toml")
_OURS = ("icefloe_runtimes", "icefloe_schema")
_INSTALLED = frozenset(("site-packages", "dist-packages"))


class Frozen:
    """Finds what all finders after it find, and sees to it that a module of the project is the one that was frozen.

    `modules` are the paths of the modules from the root, with the SHA-256 of their newline-normalised bytes. A module
    is made of the very bytes that were compared: what is cached as byte code is neither read nor written.
    """

    def __init__(self, root: Path, modules: Mapping[str, str]) -> None:
        self._root = root.resolve()
        self._modules = modules
        self._libraries = [
            Path(path).resolve() for name, path in sysconfig.get_paths().items() if name.endswith(("lib", "stdlib"))
        ]
        self._refused = ""
        self._folders: dict[str, tuple[Path, bool]] = {}

    @property
    def root(self) -> Path:
        """The folder at which the paths of modules begin."""
        return self._root

    @property
    def modules(self) -> Mapping[str, str]:
        """The paths of the modules that were frozen, with their digests."""
        return self._modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module as the others do; one of the project is loaded from source, and only as it was frozen."""
        spec = self._found(fullname, path, target)
        if spec is None or spec.loader is None or not spec.has_location or fullname.partition(".")[0] in _OURS:
            return spec
        place, is_own = self._place(spec.origin or "")
        if not is_own and place not in self._modules:
            return spec
        if not isinstance(spec.loader, SourceFileLoader):
            self.refuse(f"module {fullname!r} of the project is {place}, which is no source: a lock cannot hold it")
        spec.loader = _Loader(fullname, spec.origin or "", self, place)
        return spec

    def checked(self, name: str, place: str, data: bytes) -> bytes:
        """Give the bytes of a module as they were hashed, if they are what was frozen."""
        if place not in self._modules:
            self.refuse(f"module {name!r} ({place}) is not in the lock: no import that can be read leads to it")
        if text_digest(data) != self._modules[place]:
            self.refuse(f"module {name!r} ({place}) is not as it was frozen")
        return normalised(data)

    def refuse(self, message: str) -> None:
        """Refuse a module, and remember it: the program may have taken the refusal for one of its own exceptions."""
        self._refused = self._refused or message
        raise ModuleDrifted(message)

    def settle(self) -> None:
        """Refuse once more, where something was refused."""
        if self._refused:
            raise ModuleDrifted(self._refused)

    def _found(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                return spec
        return None

    def _place(self, origin: str) -> tuple[str, bool]:
        """The path of a file from the root, and whether it is one of this project's own."""
        folder, name = os.path.split(origin)
        if folder not in self._folders:
            self._folders[folder] = self._below(Path(folder))
        place, is_own = self._folders[folder]
        return (place / name).as_posix(), is_own

    def _below(self, folder: Path) -> tuple[Path, bool]:
        """The path of a folder from the root; what is installed, or another project, is not the project's own."""
        for path in (folder, folder.resolve()):
            if path.is_relative_to(self._root):
                place = path.relative_to(self._root)
                is_installed = any(path.is_relative_to(library) for library in self._libraries)
                others = (self._root / one for one in (place, *place.parents) if one.parts)
                is_other = any((one / mark).is_file() for one in others for mark in MARKS)
                return place, not (is_installed or is_other or _INSTALLED & set(place.parts))
        return folder, False


class _Loader(SourceFileLoader):
    """Loads one module from source, once it has been compared."""

    def __init__(self, name: str, path: str, frozen: Frozen, place: str) -> None:
        super().__init__(name, path)
        self._frozen = frozen
        self._place = place
        self._early: tuple[bytes, CodeType] | None = None
        self._code: CodeType | None = None

    def get_code(self, fullname: str) -> CodeType:
        """Compile the bytes that were compared; asked again, it is the same code."""
        if self._code is None and self._early is not None and holds(self.path, self._early[0]):
            self._code = self._early[1]
        if self._code is None:
            data = self._frozen.checked(fullname, self._place, self.get_data(self.path))
            self._code = self.source_to_code(data, self.path)
        return self._code

    def foresee(self) -> CodeType | None:
        """Compile what stands there now, for whoever asks as long as it does; only what was frozen."""
        data = self.get_data(self.path)
        if text_digest(data) != self._frozen.modules.get(self._place):
            return None
        code = self.source_to_code(normalised(data), self.path)
        self._early = data, code
        return code
