"""What a worker has loaded of the project, told by the very bytes that ran."""

# The import machinery speaks of paths as texts.
# ruff: noqa: PTH107, PTH112, PTH113, PTH116, PTH118, PTH120, PTH123

import os
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
    SourcelessFileLoader,
)
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

from icefloe_runtimes.step.objects import holds
from icefloe_schema.leaves import normalised

# What is installed is told by its version, and is none of the project's even if it lies below its root.
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_LIBRARY = f"{os.path.dirname(os.__file__)}{os.sep}"
# What is loaded from the project's folders is noted when it is. multiprocessing gives the main module a second name.
_ELSEWHERE = sys.stdlib_module_names | {"icefloe_runtimes", "icefloe_schema", "__main__", "__mp_main__"}


class Noted:
    """The modules that were loaded below some folders, and those that were looked for there in vain.

    What is `frozen`, by path from the root, is loaded from no other bytes than those of its digest.
    """

    def __init__(self, root: Path, folders: Sequence[str], frozen: Mapping[str, str]) -> None:
        self._root = f"{root.resolve()}{os.sep}"
        self._frozen = frozen
        self._folders = tuple(folders)
        self._below = tuple(f"{folder}{os.sep}" for folder in folders)
        self._digests: dict[str, str] = {}
        self._sought: set[str] = set()
        self._seen: set[str] = set()
        # What was told of them last, as long as nothing has come since.
        self._told: dict[str, str] | None = None
        self._told_sought: tuple[str, ...] | None = None

    def enter(self) -> None:
        """Stand between the import machinery and these folders; no other folder is looked at in another way."""
        sys.path_hooks.insert(0, self._finder)
        for path in [path for path in sys.path_importer_cache if self._is_below(path)]:
            del sys.path_importer_cache[path]
        for path in self._folders:
            if os.path.isdir(path):
                sys.path_importer_cache[path] = self._finder(path)

    def modules(self) -> Mapping[str, str]:
        """The digests of all files that modules were made of, by path: from the root, or whole if it is elsewhere."""
        # Those that were loaded last stand last: none of the others is touched, which in a fork would be copied for it.
        come: list[str] = []
        for name in reversed(sys.modules):
            if name in self._seen:
                break
            come.append(name)
        for name in come:
            self._look(name)
        if self._told is None:
            self._told = {}
            for path in sorted(self._digests):
                place = path.removeprefix(self._root).replace(os.sep, "/")
                self._told[place] = self._frozen.get(place, self._digests[path])
        return self._told

    def sought(self) -> tuple[str, ...]:
        """Where modules were looked for in vain, without suffixes: a new file there would be another module."""
        if not self._sought:
            return ()
        if self._told_sought is None:
            self._told_sought = tuple(
                sorted(path.removeprefix(self._root).replace(os.sep, "/") for path in self._sought)
            )
        return self._told_sought

    def found(self, path: str, digest: str) -> None:
        """Take down what a module is made of."""
        self._digests[path] = digest
        self._told = None

    def missed(self, path: str) -> None:
        """Take down that there is no such module."""
        self._sought.add(path)
        self._told_sought = None

    @contextmanager
    def aside(self) -> Generator[set[str], None, None]:
        """For a while, take down what is missed in a set of its own, which is given."""
        before, self._sought = self._sought, set()
        try:
            yield self._sought
        finally:
            self._sought = before

    def forget(self, names: Sequence[str]) -> None:
        """Look again at modules of these names, which are to be loaded anew."""
        self._seen.difference_update(names)

    def elsewhere(self, modules: Mapping[str, str], sought: Sequence[str]) -> None:
        """Take down what another process has loaded for the same step, as it has told it."""
        self._digests.update({os.path.join(self._root, path): digest for path, digest in modules.items()})
        self._sought.update(sought)
        self._told = self._told_sought = None

    def _look(self, name: str) -> None:
        """Look at a module that has come."""
        self._seen.add(name)
        if name.partition(".")[0] in _ELSEWHERE:
            return
        path: object = getattr(sys.modules.get(name), "__file__", None)
        if isinstance(path, str) and path not in self._digests and _is_own(path):
            place = path.removeprefix(self._root).replace(os.sep, "/")
            self.found(path, self._frozen.get(place) or _digest_of(path))

    def _is_below(self, path: str) -> bool:
        return path in self._folders or path.startswith(self._below)

    def _finder(self, path: str) -> "_Finder":
        if not self._is_below(path) or any(part in f"{path}{os.sep}" for part in _INSTALLED) or not os.path.isdir(path):
            raise ImportError(path)
        return _Finder(path, self)


class _Finder(FileFinder):
    """Finds modules in one folder of the project."""

    def __init__(self, path: str, noted: Noted) -> None:
        def source(fullname: str, place: str) -> _Loader:
            return _Loader(fullname, place, noted)

        super().__init__(
            path,
            (ExtensionFileLoader, EXTENSION_SUFFIXES),
            (source, SOURCE_SUFFIXES),  # type: ignore[arg-type]
            (SourcelessFileLoader, BYTECODE_SUFFIXES),
        )
        self._noted = noted

    def find_spec(self, fullname: str, target: object = None) -> ModuleSpec | None:
        """Find a module, or take down that it is not there."""
        found = super().find_spec(fullname, target)  # type: ignore[arg-type]
        if found is None:
            self._noted.missed(f"{self.path}{os.sep}{fullname.rpartition('.')[2]}")
        return found


class _Loader(SourceFileLoader):
    """Loads a module from source, and takes down the digest of the source that its code was made of."""

    def __init__(self, name: str, path: str, noted: Noted) -> None:
        super().__init__(name, path)
        self._noted = noted
        self._seen: bytes | None = None
        self._early: tuple[bytes, str, CodeType] | None = None
        self._code: CodeType | None = None

    def get_code(self, fullname: str) -> CodeType | None:
        """Give the code of the source as it stands there; byte code that may be of an earlier one is not taken.

        Python takes byte code for that of a source of the same size and second. Asked again, it is the same code.
        """
        if self._code is None:
            self._code = self._foreseen() or self._found(fullname)
        return self._code

    def foresee(self) -> CodeType:
        """Compile what stands there now, for whoever asks as long as it does."""
        path = os.fspath(self.path)
        data = super().get_data(path)
        code = self.source_to_code(data, path)
        self._early = data, _digest(data), code
        return code

    def _foreseen(self) -> CodeType | None:
        """What was compiled before it was asked for, if it is still what stands there."""
        if self._early is None or not holds(self.path, self._early[0]):
            return None
        _, digest, code = self._early
        self._noted.found(self.path, digest)
        return code

    def _found(self, fullname: str) -> CodeType | None:
        path = os.fspath(self.path)
        before = os.stat(path)
        if _is_doubtful(before, path):
            return self._compiled(path)
        code = super().get_code(fullname)
        data = self._seen if self._seen is not None else self.get_data(path)
        after = os.stat(path)
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            return self._compiled(path)
        self._noted.found(path, _digest(data))
        return code

    def get_data(self, path: str) -> bytes:
        """Give the bytes of a file; those of the source are what was seen of it."""
        data = super().get_data(path)
        if path == self.path:
            self._seen = data
        return data

    def _compiled(self, path: str) -> CodeType:
        """Compile what stands there now."""
        data = self.get_data(path)
        self._noted.found(path, _digest(data))
        return self.source_to_code(data, path)


def _is_doubtful(source: os.stat_result, path: str) -> bool:
    """Whether the byte code of a source may be that of an earlier one; what can be written anew is removed."""
    try:
        kept = cache_from_source(path)
        written = os.stat(kept).st_mtime
    except (OSError, NotImplementedError):
        return False
    # The time of a change cannot be set back, as that of a text can.
    changed = int(max(source.st_mtime, source.st_ctime))
    if changed < int(written):
        return False
    if changed >= int(time.time()):
        return True
    try:
        os.remove(kept)
    except OSError:
        return True
    return False


def _is_own(path: str) -> bool:
    """Whether a file of a module is not installed; only files can be told by their bytes."""
    is_library = path.startswith(_LIBRARY) or any(part in path for part in _INSTALLED)
    return not is_library and os.path.isfile(path)


def _digest_of(path: str) -> str:
    with open(path, "rb") as stream:
        return _digest(stream.read())


def _digest(data: bytes) -> str:
    return sha256(normalised(data)).hexdigest()
