"""What a type checker says of the connections: the wiring that it cannot see, written out for it."""

from icefloe.deep.checker import find_checker
from icefloe.deep.deepening import Deepened, deepened

__all__ = ["Deepened", "deepened", "find_checker"]
