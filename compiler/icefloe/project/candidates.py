"""Which files may hold a pipeline, told from their bytes."""

import re
from collections.abc import Iterator
from itertools import accumulate

from icefloe.source import Files

_FROM = re.compile(
    rb"(?:^|[;:])[ \t]*from[ \t]+(\.{0,20}[\w.]{0,300}?)[ \t]*\bimport\b[ \t]*(?:\(([^)]*)\)|([^#;\n]*))", re.MULTILINE
)
_IMPORT = re.compile(rb"(?:^|[;:])[ \t]*import[ \t]+([\w., \t]+)", re.MULTILINE)
_NAME = re.compile(r"\w+")


class Candidates:
    """Tells the files that name a dialect's package, or import a project file that does, from all the others.

    A file that is told off here is never parsed, so doubt counts as yes.
    """

    def __init__(self, files: Files, packages: tuple[str, ...]) -> None:
        words = b"|".join(re.escape(package).encode() for package in sorted(packages))
        self._files = files
        self._word = re.compile(rb"\b(?:" + words + rb")\b")
        self._imports: dict[str, tuple[tuple[str | None, str], ...]] = {}

    def holds(self, path: str, roots: tuple[str, ...]) -> bool:
        """Tell whether the file may hold a pipeline; `roots` are the folders on its import path."""
        seen: set[str] = set()
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            data = self._files.read(current)
            if data is None:
                continue
            if self._word.search(data) is not None or _unusual(data):
                return True
            waiting.extend(self._imported(data, current, roots))
        return False

    def _imported(self, data: bytes, path: str, roots: tuple[str, ...]) -> Iterator[str]:
        if path not in self._imports:
            self._imports[path] = tuple(dict.fromkeys(_imports(data, path)))
        for base, name in self._imports[path]:
            for root in (base,) if base is not None else roots:
                folder = "" if root == "." else f"{root}/"
                for stem in accumulate(name.split("."), "{}/{}".format):
                    for candidate in (f"{folder}{stem}.py", f"{folder}{stem}/__init__.py"):
                        if self._files.read(candidate) is not None:
                            yield candidate


def _unusual(data: bytes) -> bool:
    """Tell bytes that this cannot read as text: the parser is to say what is wrong with them."""
    return b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _imports(data: bytes, path: str) -> Iterator[tuple[str | None, str]]:
    """Give what a file imports: a folder for relative imports, else None, and a dotted name."""
    folder = path.rpartition("/")[0]
    text = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").replace(b"\r", b"\n")
    for match in _IMPORT.finditer(text):
        for piece in match[1].decode().split(","):
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
