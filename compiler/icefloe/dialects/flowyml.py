"""FlowyML: `@step`, `Pipeline`, `context` (https://pypi.org/project/flowyml/)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.dialect import Dialect

if TYPE_CHECKING:
    from icefloe.builder.vocabulary import Vocabulary
    from icefloe.dialect import Reader, Reading, Word
    from icefloe.trace import Trace


def _vocabulary() -> "Vocabulary":
    """The builder words; its pages say that steps are cached unless told otherwise."""
    from icefloe.builder.vocabulary import Vocabulary

    return Vocabulary(package="flowyml", cache=True, versioned=True)


def words() -> "Mapping[str, Word]":
    """What the evaluator must know of the words."""
    return _vocabulary().words


def read(trace: "Trace", reader: "Reader") -> "Reading":
    """The pipelines that a file builds."""
    from icefloe.builder.reading import read

    return read(trace, reader, _vocabulary(), "flowyml")


DIALECT = Dialect(name="flowyml", packages=("flowyml",), words=words, read=read, newest="2.2.1")
