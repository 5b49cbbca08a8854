"""What a Python file imports, told from its bytes: lines that hold the word, and what they name."""

import re
from collections.abc import Iterator
from typing import Final

_FROM: Final = re.compile(
    r"(?:^|[;:])[ \t\f]*from[ \t]+(\.{0,20}[\w.]{0,300}?)[ \t]*\bimport\b[ \t]*(?:\(([^)]*)\)?|([^#;\n]*))",
    re.MULTILINE,
)
_IMPORT: Final = re.compile(r"(?:^|[;:])[ \t\f]*import[ \t]+([^;#\n]+)", re.MULTILINE)
_NAME: Final = re.compile(r"\w+")
_ENDS: Final = (b"\\\n", b"\\\r\n")


def near_imports(data: bytes) -> bytes:
    """All lines that hold the word, with the end of the line before each: enough to tell most files off."""
    found: list[bytes] = []
    at = data.find(b"import")
    while at >= 0:
        end = data.find(b"\n", at)
        end = end if end >= 0 else len(data)
        found.append(data[max(data.rfind(b"\n", 0, at) - 2, 0) : end])
        at = data.find(b"import", end)
    return b"".join(found)


def statements(data: bytes) -> list[bytes]:
    """The lines that may import something, each with what continues it."""
    found: list[bytes] = []
    start, at, closing = 0, data.find(b"import"), 0
    while at >= 0:
        start = max(start, data.rfind(b"\n", 0, at) + 1)
        while start and data[start - 3 : start].endswith(_ENDS):
            start = data.rfind(b"\n", 0, start - 1) + 1
        end = _line_end(data, at)
        opening = data.find(b"(", at, end)
        if opening >= 0 and 0 <= closing < opening:
            closing = data.find(b")", opening)
        if opening >= 0 and end < closing:
            end = _line_end(data, closing)
        found.append(data[start:end])
        start, at = end, data.find(b"import", end)
    return found


def _line_end(data: bytes, at: int) -> int:
    """Where the line ends, and those that a backslash joins to it."""
    end = data.find(b"\n", at)
    while 0 <= end < len(data) - 1 and data[end - 2 : end + 1].endswith(_ENDS):
        end = data.find(b"\n", end + 1)
    return end if end >= 0 else len(data)


def imports(lines: list[bytes], folder: str) -> Iterator[tuple[str | None, str]]:
    """What such lines of a file in a folder import: a folder for relative imports, else None, and a dotted name."""
    for line in lines:
        data = line.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").replace(b"\r", b"\n")
        text = data.decode(errors="replace").lstrip("\ufeff")
        if not data.isascii():
            import unicodedata

            text = unicodedata.normalize("NFKC", text)
        for match in _IMPORT.finditer(text):
            for piece in match[1].split(","):
                yield None, (piece.split() or [""])[0]
        for match in _FROM.finditer(text):
            yield from _of(match[1], _NAME.findall(match[2] or match[3] or ""), folder)


def _of(module: str, names: list[str], folder: str) -> Iterator[tuple[str | None, str]]:
    """A `from` import reaches the module, and each name in it may be a module of its own."""
    dots = len(module) - len(module.lstrip("."))
    base: str | None = None
    if dots:
        parts = folder.split("/") if folder else []
        base = "/".join(parts[: max(0, len(parts) - dots + 1)]) or "."
    module = module[dots:]
    if module:
        yield base, module
    for name in names:
        yield base, f"{module}.{name}" if module else name
