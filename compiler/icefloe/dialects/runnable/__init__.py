"""The dialect of runnable (0.50): tasks in a list, values joined by the names of returns and parameters."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.dialect import Dialect

if TYPE_CHECKING:
    from icefloe.dialect import Document, Reader, Reading, Word
    from icefloe.trace import Trace


def words() -> "Mapping[str, Word]":
    """What the evaluator must know: every word, as the packages export it, with the methods of its objects."""
    from icefloe.dialects.runnable.vocabulary import words

    return words()


def read(trace: "Trace", reader: "Reader") -> "Reading":
    """The pipelines and jobs of one file."""
    from icefloe.dialects.runnable.reading import read

    return read(trace, reader)


def document(found: "Document", reader: "Reader") -> "Reading":
    """The pipeline that a YAML file writes, if it writes one."""
    from icefloe.dialects.runnable.reading import document

    return document(found, reader)


DIALECT = Dialect(
    name="runnable",
    packages=("runnable",),
    words=words,
    read=read,
    document=document,
    marks=(b"dag", b"steps"),
)
