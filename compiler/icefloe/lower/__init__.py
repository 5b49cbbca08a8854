"""The one way down: from a graph to a plan."""

from icefloe.lower.lowering import lower, sketch
from icefloe.lower.places import places

__all__ = ["lower", "places", "sketch"]
