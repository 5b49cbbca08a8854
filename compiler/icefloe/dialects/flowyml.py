"""FlowyML: `@step`, `Pipeline`, `context` (https://pypi.org/project/flowyml/)."""

from icefloe import builder
from icefloe.builder import Vocabulary
from icefloe.dialect import Dialect, Reader, Reading
from icefloe.trace import Trace

# Its pages say that steps are cached unless told otherwise.
VOCABULARY = Vocabulary(package="flowyml", cache=True, versioned=True)


def read(trace: Trace, reader: Reader) -> Reading:
    """The pipelines that a file builds."""
    return builder.read(trace, reader, VOCABULARY, "flowyml")


DIALECT = Dialect(name="flowyml", packages=("flowyml",), words=VOCABULARY.words, read=read, newest="2.2.1")
