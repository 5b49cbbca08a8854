"""The page on which imports are watched."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor
from fasthtml.common import *

from pages.shared import stage

ID = "imports"
ORDER = ["fetch", "parse_rows", "store"]

executor = FlowExecutor(
    ID, [ExecutionStep(name, depends_on=ORDER[max(0, n - 1) : n], duration=0.1) for n, name in enumerate(ORDER)]
)


def page():
    editor = FlowEditor(
        stage("fetch", 0, "input", inputs=0),
        stage("parse_rows", 1),
        stage("store", 2, "db", outputs=0),
        *[Edge(before, after) for before, after in zip(ORDER, ORDER[1:])],
        id=ID,
    )
    return Section(H2("Imports"), Article(editor))
