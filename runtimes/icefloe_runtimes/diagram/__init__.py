"""Pictures of a plan: Mermaid, Graphviz, SVG, plain text, and JSON."""

from icefloe_runtimes.diagram.digraph import dot, svg
from icefloe_runtimes.diagram.direction import Direction
from icefloe_runtimes.diagram.flowchart import mermaid
from icefloe_runtimes.diagram.listing import order, tree
from icefloe_runtimes.diagram.marks import Look, Mark, Marks
from icefloe_runtimes.diagram.net import net

__all__ = ["Direction", "Look", "Mark", "Marks", "dot", "mermaid", "net", "order", "svg", "tree"]
