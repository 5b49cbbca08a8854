"""The connections of a graph: every place where a value goes into a parameter, and whether it fits there."""

from icefloe.connections.connection import Connection, End, Take
from icefloe.connections.entries import keys_of
from icefloe.connections.found import connections, everywhere, tally
from icefloe.connections.given import Given
from icefloe.connections.held import held
from icefloe.connections.literals import literal_type
from icefloe.connections.resolve import Resolver
from icefloe.connections.scope import Scope, steps
from icefloe.connections.tally import Tally
from icefloe.connections.wrapped import wrapped

__all__ = [
    "Connection",
    "End",
    "Given",
    "Resolver",
    "Scope",
    "Take",
    "Tally",
    "connections",
    "everywhere",
    "held",
    "keys_of",
    "literal_type",
    "steps",
    "tally",
    "wrapped",
]
