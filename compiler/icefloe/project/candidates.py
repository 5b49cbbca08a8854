"""Which files may hold a pipeline, told from their bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol

from icefloe.project.imports import imports, near_imports, statements
from icefloe.project.walk import is_document
from icefloe.source import Files

#: Packages within packages that an import is followed through.
DEEPEST: Final = 50
#: Names of modules that are looked for in the bytes of all files; if there are more, every import is followed.
MOST: Final = 24
#: Folders that are looked into for one that holds Python; if there are more, doubt counts as yes.
FOLDERS: Final = 200


class Listed(Files, Protocol):
    """The files of a project, with the names in its folders."""

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder ("" is the root); none if there is no such folder."""
        ...

    def has(self, folder: str, name: str) -> bool:
        """Whether a folder has something of a name."""
        ...


def is_marked(data: bytes, marks: Iterable[Sequence[bytes]]) -> bool:
    """Whether a file of plain data may be a pipeline: all marks of one of the dialects stand in it."""
    return any(all(mark in data for mark in own) for own in marks)


class Candidates:
    """Tells the files that import a dialect's package, or a project file that does, from all the others.

    A file that is told off here is never parsed, so doubt counts as yes.
    """

    def __init__(self, files: Listed, packages: tuple[str, ...], marks: Sequence[tuple[bytes, ...]] = ()) -> None:
        self._files = files
        self._marks = marks
        self._packages = frozenset(packages)
        self._words = tuple(package.encode() for package in packages)
        self._near: dict[str, bytes] = {}
        self._direct: dict[str, bool] = {}
        self._imports: dict[str, tuple[tuple[str | None, str], ...]] = {}
        self._files_of: dict[tuple[str, str], tuple[str, ...]] = {}
        self._known: dict[tuple[str, ...], dict[str, bool]] = {}

    def among(self, paths: Sequence[str], roots: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
        """Those of the files for which `holds` is true; `roots` gives the folders on a file's import path.

        Where no file names a package, which is how most projects are, none is looked at a second time. Of the documents
        these are the ones in which all the marks of a dialect stand.
        """
        documents = {path for path in paths if is_document(path)}
        marked = {path for path in documents if self._is_marked(path)}
        return self._importing([path for path in paths if path not in documents], roots) | marked

    def _is_marked(self, path: str) -> bool:
        data = self._files.read(path)
        return data is not None and is_marked(data, self._marks)

    def _importing(self, paths: Sequence[str], roots: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
        found = {path for path in paths if self._is_direct(path)}
        sought = {name for path in found for name in _stem(path)} | set(self._unseen(paths, roots))
        if len(sought) > MOST:
            return frozenset(path for path in paths if path in found or self.holds(path, roots(path)))
        every = frozenset(paths)
        rest = [path for path in paths if path not in found]
        while sought and rest:
            words = tuple(name.encode() for name in sought)
            sought = set[str]()
            for path in rest:
                if self._may_reach(path, words) and self._reaches(path, roots(path), found, every):
                    found.add(path)
                    sought.update(_stem(path))
            rest = [path for path in rest if path not in found]
        return frozenset(found)

    def holds(self, path: str, roots: tuple[str, ...]) -> bool:
        """Tell whether a Python file may hold a pipeline; `roots` are the folders on its import path."""
        known = self._known.setdefault(roots, {})
        if path in known:
            return known[path]
        importers: dict[str, str | None] = {path: None}
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if known.get(current, False) or self._is_direct(current):
                by: str | None = current
                while by is not None:
                    known[by] = True
                    by = importers[by]
                return True
            if current in known:
                continue
            for imported in self._imported(current, roots):
                if imported not in importers:
                    importers[imported] = current
                    waiting.append(imported)
        known.update(dict.fromkeys(importers, False))
        return False

    def packages(self, path: str, roots: tuple[str, ...]) -> frozenset[str]:
        """The packages that a file imports, by itself or through files of the project; all where it cannot be told."""
        found: set[str] = set()
        importers, waiting = {path}, [path]
        while waiting:
            current = waiting.pop()
            data = self._files.read(current)
            if data is None or _is_unusual(data):
                return self._packages
            if self._is_direct(current):
                found |= {name.partition(".")[0] for base, name in self._found(current) if base is None}
            # Looked up anew, so that what is asked of folders here counts for whoever asks.
            reached = (self._meant(*one) for one in self._names(current, roots))
            fresh = [file for files in reached for file in files if file not in importers]
            importers.update(fresh)
            waiting += fresh
        return self._packages & found

    def _is_direct(self, path: str) -> bool:
        if path not in self._direct:
            data = self._files.read(path)
            self._direct[path] = data is None or _is_unusual(data) or self._imports_package(path, data)
        return self._direct[path]

    def _imports_package(self, path: str, data: bytes) -> bool:
        """Tell whether a file imports a package; most do not even name one near an import."""
        near = self._near[path] = near_imports(data)
        for word in self._words:
            if word in near:
                break
        else:
            # A line that goes on elsewhere is not seen whole; other alphabets have letters that Python takes for these.
            if b"\\" not in near and near.isascii():
                return False
        return any(base is None and name.partition(".")[0] in self._packages for base, name in self._found(path))

    def _may_reach(self, path: str, words: tuple[bytes, ...]) -> bool:
        """Tell whether a file may import a module whose name is one of the words."""
        near = self._near.get(path, b"")
        # In brackets a line goes on too, so where there are any the whole file counts.
        text = self._files.read(path) or b"" if b"(" in near else near
        return b"\\" in near or not near.isascii() or any(word in text for word in words)

    def _reaches(self, path: str, roots: tuple[str, ...], found: set[str], every: frozenset[str]) -> bool:
        """Tell whether a file imports one of those found, or one that is not among all and holds a pipeline itself."""
        reached = self._imported(path, roots)
        return any(other in found or (other not in every and self.holds(other, roots)) for other in reached)

    def _found(self, path: str) -> tuple[tuple[str | None, str], ...]:
        if path not in self._imports:
            data = self._files.read(path) or b""
            if path.endswith(".ipynb"):  # each line of code is a string of JSON
                data = data.replace(b"\\n", b"").replace(b'"', b";")
            self._imports[path] = tuple(dict.fromkeys(imports(statements(data), path.rpartition("/")[0])))
        return self._imports[path]

    def _imported(self, path: str, roots: tuple[str, ...]) -> Iterator[str]:
        """The files of the project that a file's imports may mean."""
        for one in self._names(path, roots):
            if one not in self._files_of:  # most names are imported in many files
                self._files_of[one] = self._meant(*one)
            yield from self._files_of[one]

    def _names(self, path: str, roots: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """What a file imports, each name with a folder that it is sought in."""
        for base, name in self._found(path):
            for root in (base,) if base is not None else roots:
                yield root, name

    def _meant(self, root: str, name: str) -> tuple[str, ...]:
        """The files that a name may mean in a folder: modules, and the packages on the way to them."""
        found: list[str] = []
        folder = "" if root == "." else root
        for part in name.split(".")[:DEEPEST]:
            inner = f"{folder}/{part}" if folder else part
            if self._files.has(folder, f"{part}.py"):
                found.append(f"{inner}.py")
            if not self._files.has(folder, part):
                break
            folder = inner
            if self._files.has(folder, "__init__.py"):
                found.append(f"{folder}/__init__.py")
        return tuple(found)

    def _unseen(self, paths: Sequence[str], roots: Callable[[str], tuple[str, ...]]) -> Iterator[str]:
        """The names of modules and packages that an import can reach and that are not among the files."""
        known = set(paths)
        one_of_each = {path.rpartition("/")[0]: path for path in paths}
        folders = {folder for path in one_of_each.values() for folder in _above(path)}
        places = {root if root != "." else "" for path in one_of_each.values() for root in roots(path)}
        for folder in sorted(folders | places):
            for name in self._files.names(folder):
                inner = f"{folder}/{name}" if folder else name
                if name.endswith(".py"):
                    yield from () if inner in known else _stem(inner)
                elif name.isidentifier() and inner not in folders and self._holds_python(inner):
                    yield name

    def _holds_python(self, folder: str) -> bool:
        waiting = [folder]
        for _ in range(FOLDERS):
            if not waiting:
                return False
            current = waiting.pop()
            names = self._files.names(current)
            if any(name.endswith(".py") for name in names):
                return True
            waiting += [f"{current}/{name}" for name in names if name.isidentifier()]
        return True


def _above(path: str) -> Iterable[str]:
    """The folders that a file stands in, the root as ""."""
    parts = path.split("/")
    return ("/".join(parts[:depth]) for depth in range(len(parts)))


def _stem(path: str) -> tuple[str, ...]:
    """The name by which a file is imported; the root's own `__init__.py` has none."""
    folder, _, name = path.removesuffix(".py").rpartition("/")
    stem = folder.rpartition("/")[2] if name == "__init__" else name
    return (stem,) if stem and path.endswith(".py") else ()


def _is_unusual(data: bytes) -> bool:
    """Tell what this cannot read as text: those who try to parse it are to say what is wrong with it."""
    return b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))
