"""From annotations and unannotated code to types; from source and an owned table to class hierarchies."""

from icefloe.infer.outside import Outside
from icefloe.infer.project import Types
from icefloe.infer.returned import Misfit, Returned

__all__ = ["Misfit", "Outside", "Returned", "Types"]
