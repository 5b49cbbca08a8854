"""Parsing with fewer objects: half of the nodes of a tree are pieces of white space, and nearly all look alike."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

import libcst as cst

from icefloe.syntax import importing

#: Kinds whose nodes nobody asks for their places. One that is like another, in all of its parts, is that other.
_ALIKE: Final = ("SimpleWhitespace", "Newline", "TrailingWhitespace")


@contextmanager
def shared_space() -> Generator[None, None, None]:
    """While LibCST parses, white space that looks alike is one node.

    The parser looks its kinds up in the module `libcst`, so this is only done where the command has the process for
    itself.
    """
    if not importing.is_wanted:
        yield
        return
    kinds = {name: getattr(cst, name) for name in _ALIKE}
    try:
        for name, kind in kinds.items():
            setattr(cst, name, lru_cache(maxsize=None)(kind))
        yield
    finally:
        for name, kind in kinds.items():
            setattr(cst, name, kind)
