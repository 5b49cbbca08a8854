"""Files of packages from outside as syntax trees, each read once and within limits."""

import ast
import os
import stat
import warnings
from pathlib import Path
from typing import Literal

from icefloe.findings import Finding
from icefloe.syntax.collection import no_collection
from icefloe.syntax.guard import decode

#: More than any module that people write; what is larger is data.
LARGEST = 1_000_000
#: All modules of one check together.
MOST = 48 << 20
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0)


class Texts:
    """Parses files until there is too much of them.

    What cannot be read is told in words that complete "… because", for the user to see why a type is not known.
    """

    def __init__(self) -> None:
        self._left = MOST

    def tree(self, file: Path, shown: str) -> ast.Module | str:
        """The syntax tree of a file, or why there is none."""
        try:
            data = _content(file)
        except (OSError, ValueError):
            return f"{shown} cannot be read"
        if data is None:
            return f"{shown} is no regular file, or too large"
        self._left -= len(data)
        if self._left < 0:
            return "the packages that are used are too large to read"
        text = decode(data, shown)
        return f"{shown}: {text.message}" if isinstance(text, Finding) else _parsed(text, shown)


def _content(file: Path) -> bytes | None:
    """The bytes of a regular file of a bearable size; a link is followed, a pipe is not waited for."""
    descriptor = os.open(file, _FLAGS)
    with os.fdopen(descriptor, "rb") as opened:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return None
        data = opened.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None


def _parsed(text: str, shown: str) -> ast.Module | str:
    parsed = parse(text, "exec")
    match parsed:
        case ast.Module():
            return parsed
        case SyntaxError(lineno=int(line)):
            return f"{shown} is not valid for the running Python at line {line}"
        case SyntaxError():
            return f"{shown} is not valid for the running Python"
        case _:
            return f"{shown} is too deeply nested to read"


def parse(text: str, mode: Literal["exec", "eval"]) -> ast.AST | Exception:
    """The syntax tree of a text, or what is wrong with it; nothing is warned of."""
    with no_collection(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text, mode=mode)
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
            return error
