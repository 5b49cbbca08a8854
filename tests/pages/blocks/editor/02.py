from fasthtml.common import *
from fastflow import FlowEditor, Node, Edge, fastflow_headers

app, rt = fast_app(hdrs=fastflow_headers())

@rt
def index():
    return Titled("ML Training Pipeline",
        FlowEditor(
            id="ml-pipeline",
        )
    )

serve()
