"""A chart of how people sign up, with a decision and a step back that nobody runs."""

import fastflow as ff
from fasthtml.common import *

app, rt = fast_app()
STEPS = [("form", "Fill in the form", "input"), ("mail", "Confirm the address", "process")]


@rt("/chart")
def chart():
    return Div(
        ff.FlowEditor(
            ff.FlowchartNode("start", 100, 0, "Start", "start"),
            *[ff.FlowchartNode(name, 100, 100 * n, label, kind) for n, (name, label, kind) in enumerate(STEPS, 1)],
            ff.FlowchartNode("valid", 100, 320, "Valid?", "decision"),
            ff.FlowchartNode("end", 100, 440, "Done", "end"),
            ff.Edge("start", "form"),
            ff.Edge("form", "mail"),
            ff.Edge("mail", "valid"),
            ff.Edge("valid", "end", "yes", source_port=0),
            ff.Edge("valid", "form", "no", source_port=1, dashed=True),
            id="sign-up",
        ),
        Script("window.fastflow.fitView('sign-up')"),
    )
