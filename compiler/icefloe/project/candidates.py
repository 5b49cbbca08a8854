"""Which files may hold a pipeline, told from their bytes."""

import re
from collections.abc import Iterator
from itertools import accumulate

from icefloe.source import Files

_FROM = re.compile(
    rb"(?:^|[;:])[ \t\f]*from[ \t]+(\.{0,20}[\w.]{0,300}?)[ \t]*\bimport\b[ \t]*(?:\(([^)]*)\)|([^#;\n]*))",
    re.MULTILINE,
)
_IMPORT = re.compile(rb"(?:^|[;:])[ \t\f]*import[ \t]+([^;#\n]+)", re.MULTILINE)
_NAME = re.compile(r"\w+")

#: Packages within packages that an import is followed through.
DEEPEST = 50


class Candidates:
    """Tells the files that import a dialect's package, or a project file that does, from all the others.

    A file that is told off here is never parsed, so doubt counts as yes.
    """

    def __init__(self, files: Files, packages: tuple[str, ...]) -> None:
        self._files = files
        self._packages = frozenset(packages)
        self._direct: dict[str, bool] = {}
        self._imports: dict[str, tuple[tuple[str | None, str], ...]] = {}
        self._known: dict[tuple[str, ...], dict[str, bool]] = {}

    def holds(self, path: str, roots: tuple[str, ...]) -> bool:
        """Tell whether the file may hold a pipeline; `roots` are the folders on its import path."""
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

    def _is_direct(self, path: str) -> bool:
        if path not in self._direct:
            named = {name.partition(".")[0] for base, name in self._found(path) if base is None}
            self._direct[path] = not named.isdisjoint(self._packages) or _unusual(self._files.read(path))
        return self._direct[path]

    def _found(self, path: str) -> tuple[tuple[str | None, str], ...]:
        if path not in self._imports:
            self._imports[path] = tuple(dict.fromkeys(_imports(self._files.read(path) or b"", path)))
        return self._imports[path]

    def _imported(self, path: str, roots: tuple[str, ...]) -> Iterator[str]:
        for base, name in self._found(path):
            for root in (base,) if base is not None else roots:
                folder = "" if root == "." else f"{root}/"
                for stem in accumulate(name.split(".")[:DEEPEST], "{}/{}".format):
                    for candidate in (f"{folder}{stem}.py", f"{folder}{stem}/__init__.py"):
                        if self._files.read(candidate) is not None:
                            yield candidate


def _unusual(data: bytes | None) -> bool:
    """Tell what this cannot read, or not as text: those who try to parse it are to say what is wrong with it."""
    return data is None or b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _imports(data: bytes, path: str) -> Iterator[tuple[str | None, str]]:
    """Give what a file imports: a folder for relative imports, else None, and a dotted name."""
    folder = path.rpartition("/")[0]
    text = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").replace(b"\r", b"\n")
    for match in _IMPORT.finditer(text):
        for piece in match[1].decode(errors="replace").split(","):
            yield None, (piece.split() or [""])[0]
    for match in _FROM.finditer(text):
        module = match[1].decode()
        dots = len(module) - len(module.lstrip("."))
        base = None
        if dots:
            parts = folder.split("/") if folder else []
            base = "/".join(parts[: max(0, len(parts) - dots + 1)]) or "."
        names = _NAME.findall((match[2] or match[3]).decode(errors="replace"))
        yield from ((base, name) for name in _targets(module[dots:], names))


def _targets(module: str, names: list[str]) -> Iterator[str]:
    """A `from` import reaches the module, and each name in it may be a module of its own."""
    if module:
        yield module
    for name in names:
        yield f"{module}.{name}" if module else name
