"""The modules of the project, found by name along the import roots and parsed once each."""

from collections.abc import Mapping
from posixpath import dirname

from icefloe.findings import Finding
from icefloe.source import Files, Span
from icefloe.syntax import limits
from icefloe.syntax.notebook import is_notebook, read
from icefloe.syntax.parser import Parsed, deep, parse
from icefloe.syntax.readings import Readings
from icefloe.syntax.symbols import Binding, Symbols
from icefloe.trace import Closure


class Shared:
    """What is worked out once for all tables of a project: files are parsed once, whoever imports them."""

    __slots__ = ("parsed", "readings", "symbols")

    def __init__(self) -> None:
        self.parsed: dict[str, Parsed | Finding] = {}
        self.symbols: dict[str, Symbols] = {}
        self.readings = Readings()


class Kept:
    """What was worked out along one import path.

    `closures` go by module, qualified name and ordinal; `imported` has what importing some modules imports, and
    `foreign` what the modules that one imports change in one another.
    """

    __slots__ = ("closures", "foreign", "imported")

    def __init__(self) -> None:
        self.closures: dict[tuple[str, str, int], Closure] = {}
        self.imported: dict[frozenset[str], tuple[str, ...]] = {}
        self.foreign: dict[str, Mapping[tuple[str, str], tuple[tuple[str, Binding], ...]]] = {}


class ModuleTable:
    """A cache of parsed modules, by name and by path.

    `roots` are the folders of the import path, POSIX, relative to the project's root (`.`, `src`), in order. A module
    that is being read is never read again, so circular imports end. What was read is kept for caches and locks:
    `loaded` and `probed`. What tables of one project share is `shared`: it does not depend on the import path. `kept`
    does.
    """

    def __init__(self, files: Files, roots: tuple[str, ...], shared: "Shared | None" = None) -> None:
        self.files = files
        self.roots = tuple(dict.fromkeys(_clean(root) for root in roots)) or ("",)
        self._paths: dict[str, str | None] = {}
        self._shared = Shared() if shared is None else shared
        self._parsed = self._shared.parsed
        self._opened: dict[str, None] = {}
        self._data: dict[str, bytes | None] = {}
        self._loaded: dict[str, None] = {}
        self.readings = self._shared.readings
        self.kept = Kept()

    @property
    def loaded(self) -> tuple[str, ...]:
        """The names of the modules that were found and loaded, in order."""
        return tuple(self._loaded)

    @property
    def probed(self) -> tuple[tuple[str, bool], ...]:
        """Every path that was looked for, in order, and whether there was a file."""
        return tuple((path, data is not None) for path, data in self._data.items())

    def load(self, name: str) -> Parsed | Finding | None:
        """The module of that name: parsed, or what is wrong with it, or None if the project has none."""
        path = self.path_of(name)
        if path is None:
            return None
        if path not in self._opened and len(self._opened) >= limits.MODULES.maximum:
            return limits.MODULES.finding(Span(path=path, line=1, column=1, end_line=1, end_column=1))
        self._loaded[name] = None
        return self.open(path)

    def open(self, path: str) -> Parsed | Finding | None:
        """The file at that path: parsed, or what is wrong with it, or None if there is none."""
        data = self._read(path)  # before the other, as it counts as read for whoever asks here
        if path not in self._parsed:
            if data is None:
                return None
            self._parsed[path] = self._notebook(data, path) if is_notebook(path) else parse(data, path)
        self._opened[path] = None
        return self._parsed[path]

    def _notebook(self, data: bytes, path: str) -> Parsed | Finding:
        notebook = read(data, path)
        return notebook if isinstance(notebook, Finding) else parse(notebook.text.encode("utf-8", "replace"), path)

    def symbols(self, name: str) -> Symbols | None:
        """The names of a module, or None if the project has no such module or it cannot be read."""
        parsed = self.load(name)
        if not isinstance(parsed, Parsed):
            return None
        path = parsed.source.path
        if path not in self._shared.symbols:
            self._shared.symbols[path] = deep(Symbols, parsed.tree)
        return self._shared.symbols[path]

    def path_of(self, name: str) -> str | None:
        """The path of the module's file, as Python would find it: a package before a module, root by root."""
        if name not in self._paths:
            parts = name.split(".")
            good = len(parts) <= limits.PACKAGES.maximum and all(parts) and not any(set(p) & {"/", "\\"} for p in parts)
            self._paths[name] = self._find(name) if good else None
        return self._paths[name]

    def _find(self, name: str) -> str | None:
        parent, _, last = name.rpartition(".")
        for folder in self._folders(parent):
            for path in (f"{folder}{last}/__init__.py", f"{folder}{last}.py"):
                if self._read(path) is not None:
                    return path
        return None

    def _folders(self, package: str) -> tuple[str, ...]:
        """The folders in which a package's modules are sought, each ending in `/` unless it is the root."""
        if not package:
            return tuple(f"{root}/" if root else "" for root in self.roots)
        path = self.path_of(package)
        if path is None:  # a namespace package, perhaps: a folder of that name along every root
            parent, _, last = package.rpartition(".")
            return tuple(f"{folder}{last}/" for folder in self._folders(parent))
        return (f"{dirname(path)}/",) if self.is_package(package) else ()

    def is_package(self, name: str) -> bool:
        """Whether the name is that of a package with an `__init__.py`."""
        path = self.path_of(name)
        return path is not None and (path == "__init__.py" or path.endswith("/__init__.py"))

    def name_of(self, path: str) -> str | None:
        """The name by which the file at that path is imported, or None if it lies under no import root.

        Of several it is the one through the innermost root that leads back to the same file.
        """
        if is_notebook(path):
            # No import reaches a notebook: its name is none that a module can have.
            name = f"<{path.removesuffix('.ipynb').replace('.', '_')}>"
            self._paths[name] = path
            return name
        names: list[str] = []
        for root in sorted(self.roots, key=len, reverse=True):
            if path.endswith(".py") and (not root or path.startswith(f"{root}/")):
                inside = path[len(root) + 1 if root else 0 :].removesuffix(".py")
                name = inside.removesuffix("/__init__").replace("/", ".")
                if inside != "__init__":
                    names.append(name)
        return next((name for name in names if self.path_of(name) == path), names[0] if names else None)

    def resolve(self, importing: str, level: int, dotted: str) -> str | None:
        """The absolute name that an import means: `level` is its number of leading dots, `dotted` what follows them.

        None if the dots lead out of the outermost package.
        """
        if level == 0:
            return dotted
        parts = importing.split(".")
        keep = len(parts) - level + (1 if self.is_package(importing) else 0)
        if keep < 1:
            return None
        return ".".join([*parts[:keep], *([dotted] if dotted else [])])

    def _read(self, path: str) -> bytes | None:
        if path not in self._data:
            self._data[path] = self.files.read(path)
        return self._data[path]


def _clean(root: str) -> str:
    """A root without `./` and trailing slashes; the project's root itself is empty."""
    return "/".join(part for part in root.split("/") if part not in {"", "."})
