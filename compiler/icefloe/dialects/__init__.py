"""The systems whose pipelines are read; the order decides nothing."""

from icefloe.dialect import Dialect
from icefloe.dialects import fastflow, flowyml, motools, native, runnable

DIALECTS: tuple[Dialect, ...] = (
    native.DIALECT,
    flowyml.DIALECT,
    runnable.DIALECT,
    motools.DIALECT,
    fastflow.DIALECT,
)
