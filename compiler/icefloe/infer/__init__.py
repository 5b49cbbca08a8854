"""From annotations and unannotated code to types; from source and an owned table to class hierarchies."""

from icefloe.infer.foreign import Foreign
from icefloe.infer.outside import Outside
from icefloe.infer.project import Types
from icefloe.infer.returned import Misfit, Returned

__all__ = ["Foreign", "Misfit", "Outside", "Returned", "Types"]
