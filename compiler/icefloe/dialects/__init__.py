"""The systems whose pipelines are read; the order decides nothing."""

from icefloe.dialect import Dialect
from icefloe.dialects import flowyml, native

DIALECTS: tuple[Dialect, ...] = (native.DIALECT, flowyml.DIALECT)
