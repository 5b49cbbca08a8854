"""Codes of fastflow's drawing, and of where it and the executor disagree."""

from icefloe.codes.code import Code, code

DRAWING: tuple[Code, ...] = (
    code("FLO112", "not-drawn", "Reports a step that is run but not drawn.", "Draw a node for it."),
    code(
        "FLO113",
        "not-run",
        "Reports a node that is drawn although no step runs it; in the plan it is a step that does nothing.",
        "Add an `ExecutionStep` for it, or remove it from the drawing.",
    ),
    code(
        "FLO114",
        "drawing-and-executor-differ",
        "Reports an edge that is drawn without a dependency, or a dependency without an edge.",
        "Make both say the same.",
    ),
    code(
        "FLO115",
        "broken-drawing",
        "Reports a node that is drawn twice, and an edge whose end is not drawn.",
        "Correct the drawing.",
    ),
)
