"""The difference of two states of pipelines: what changed, how severe it is, where it stands."""

from icefloe.diff.compare import compare
from icefloe.diff.side import Fits, Pipeline, Shape, Side, side_of_plan

__all__ = ["Fits", "Pipeline", "Shape", "Side", "compare", "side_of_plan"]
