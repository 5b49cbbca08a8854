"""The dialect of fastflow (0.2): an executor gives steps and order, a drawing gives kinds, labels and branches."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.dialect import Dialect

if TYPE_CHECKING:
    from icefloe.dialect import Reader, Reading, Word
    from icefloe.trace import Trace


def words() -> "Mapping[str, Word]":
    """What the evaluator must know: every word, wherever it is imported from."""
    from icefloe.dialect import Word
    from icefloe.dialects.fastflow.vocabulary import words

    return {path: Word() for path in words()}


def read(trace: "Trace", reader: "Reader") -> "Reading":
    """The executors of one file, each with its drawing, and the drawings that have no executor."""
    from icefloe.dialects.fastflow.reading import read

    return read(trace, reader)


DIALECT = Dialect(name="fastflow", packages=("fastflow",), words=words, read=read, newest="0.2.0")
