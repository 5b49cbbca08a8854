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
        "Reports a node that is drawn twice or has no name, and an edge whose end is not drawn, or is a node itself in "
        "place of its id.",
        "Correct the drawing.",
    ),
    code(
        "FLO259",
        "unknown-kind",
        "Notes a `node_type` that has no look of its own and is nearly one that has. Any text is taken, and looks like "
        "`default`.",
        "Correct it, if it was meant to be the other.",
    ),
    code(
        "FLO260",
        "in-no-editor",
        "Reports nodes and edges that stand in no `FlowEditor`, so that nothing is drawn of them.",
        "Put them into the editor that is to show them.",
    ),
    code(
        "FLO261",
        "no-such-port",
        "Reports an edge that leaves or enters by a port that its node does not have. Ports count from 0: a node with "
        "`outputs=2` has the ports 0 and 1. The browser draws such an edge from the middle of the node.",
        "Give the node more ports, or the edge another `source_port` or `target_port`.",
    ),
    code(
        "FLO262",
        "branch-never-taken",
        "Reports a branch that nothing can take: a port of a node with several outputs that no edge leaves, a label "
        "that no result of the handler names, and a result that no edge is for.",
        "Draw the edge, give the node fewer outputs, or let the handler return the label.",
    ),
    code(
        "FLO263",
        "not-a-child",
        "Reports nodes that an editor is given in a way in which fastflow does not draw them: in a list without `*`, "
        "or as typed nodes that were not converted. Icefloe reads them as they are meant.",
        "Write `*` before the list, or `node_from_typed(…)` around the typed node.",
    ),
    code(
        "FLO264",
        "no-such-graph",
        "Reports the id of a graph, or of a node in it, that no `FlowEditor` has: of an executor, in the JavaScript of "
        "an attribute or script, or of what controls an editor. Nothing but that id ties them together.",
        "Write the id of the editor.",
    ),
    code(
        "FLO265",
        "no-such-route",
        "Reports a path that the page asks for and that no route answers, or none by the method that is used (an "
        "`EventSource` asks by GET), and a path whose route runs the executor of another graph than the page shows.",
        "Correct the path, or the route.",
    ),
    code(
        "FLO266",
        "unconditional-branch",
        "Reports a node that branches although nothing decides: its step has no handler, so that what the executor has "
        "after it always runs.",
        "Give the step a handler that returns the label of the branch.",
    ),
    code("FLO267", "edge-drawn-twice", "Reports an edge that is drawn twice from port to port.", "Remove one."),
    code(
        "FLO268",
        "node-alone",
        "Reports a node that nothing leads to or from, in a drawing whose other nodes are joined.",
        "Draw its edges, or remove it.",
    ),
    code(
        "FLO269",
        "editor-id-twice",
        "Reports two editors of one page that have the same id, of which the browser finds the first alone; and notes "
        "two pages that draw the graph of one id differently.",
        "Give each editor an id of its own.",
    ),
)
