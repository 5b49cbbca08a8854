"""The native words: the builder style, and plain functions under `@pipeline`."""

from icefloe import builder
from icefloe.builder import Vocabulary
from icefloe.dialect import Dialect, Reader, Reading
from icefloe.dialects.native import function
from icefloe.trace import Trace

VOCABULARY = Vocabulary(package="icefloe", cache=True)


def read(trace: Trace, reader: Reader) -> Reading:
    """The pipelines that a file builds or defines."""
    built = builder.read(trace, reader, VOCABULARY, "native")
    defined = function.read(trace, reader, VOCABULARY)
    return Reading(graphs=(*built.graphs, *defined.graphs), findings=(*built.findings, *defined.findings), of=built.of)


DIALECT = Dialect(name="native", packages=("icefloe",), words=VOCABULARY.words, read=read)
