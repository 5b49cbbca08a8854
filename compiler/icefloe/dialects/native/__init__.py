"""The native words: the builder style, and plain functions under `@pipeline`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.dialect import Dialect

if TYPE_CHECKING:
    from icefloe.builder.vocabulary import Vocabulary
    from icefloe.dialect import Reader, Reading, Word
    from icefloe.trace import Trace


def _vocabulary() -> "Vocabulary":
    from icefloe.builder.vocabulary import Vocabulary

    return Vocabulary(package="icefloe", cache=True)


def words() -> "Mapping[str, Word]":
    """What the evaluator must know of the words."""
    return _vocabulary().words


def read(trace: "Trace", reader: "Reader") -> "Reading":
    """The pipelines that a file builds or defines."""
    from icefloe.builder import reading
    from icefloe.dialect import Reading
    from icefloe.dialects.native import function

    built = reading.read(trace, reader, _vocabulary(), "native")
    defined = function.read(trace, reader, _vocabulary())
    return Reading(graphs=(*built.graphs, *defined.graphs), findings=(*built.findings, *defined.findings), of=built.of)


DIALECT = Dialect(name="native", packages=("icefloe",), words=words, read=read)
