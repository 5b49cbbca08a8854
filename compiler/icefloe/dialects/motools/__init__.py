"""The dialect of motools: steps that make and take atoms, joined by the names of the atoms."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.dialect import Dialect

if TYPE_CHECKING:
    from icefloe.dialect import Reader, Reading, Word
    from icefloe.trace import Trace


def words() -> "Mapping[str, Word]":
    """What the evaluator must know: every word, wherever it is imported from."""
    from icefloe.dialect import Word
    from icefloe.dialects.motools.vocabulary import SPELLED

    return {path: Word() for path in SPELLED}


def read(trace: "Trace", reader: "Reader") -> "Reading":
    """The workflows of one file."""
    from icefloe.dialects.motools.reading import read

    return read(trace, reader)


DIALECT = Dialect(name="motools", packages=("motools", "mozoo"), words=words, read=read, newest="0.1.0")
