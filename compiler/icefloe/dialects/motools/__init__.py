"""The dialect of motools: steps that make and take atoms, joined by the names of the atoms."""

from types import MappingProxyType

from icefloe.dialect import Dialect, Word
from icefloe.dialects.motools.reading import read
from icefloe.dialects.motools.vocabulary import PACKAGES, SPELLED

DIALECT = Dialect(
    name="motools",
    packages=PACKAGES,
    words=MappingProxyType({path: Word() for path in SPELLED}),
    read=read,
    newest="0.1.0",
)
