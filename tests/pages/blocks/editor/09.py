from fasthtml.common import *
from fastflow import (
    FlowEditor, Node, Edge, fastflow_headers,
    FlowExecutor, ExecutionStep,  # Python execution support
    node_status, edge_status, execution_complete,
)
