"""The difference of two states of pipelines: what changed, how severe it is, where it stands."""

from icefloe.diff.compare import compare
from icefloe.diff.side import Fits, Pipeline, Side, side_of_plan

__all__ = ["Fits", "Pipeline", "Side", "compare", "side_of_plan"]
