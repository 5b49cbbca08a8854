"""Pictures of a plan: Mermaid, Graphviz, SVG, and plain text."""

from icefloe_runtimes.diagram.digraph import dot, svg
from icefloe_runtimes.diagram.direction import Direction
from icefloe_runtimes.diagram.flowchart import mermaid
from icefloe_runtimes.diagram.listing import order, tree

__all__ = ["Direction", "dot", "mermaid", "order", "svg", "tree"]
