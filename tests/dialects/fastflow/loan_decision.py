"""Decide on a loan: the handler's result says which way is taken."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())


async def read_application(context, inputs):
    return {"income": 2400, "amount": 12000}


async def weigh(context, inputs):
    application = inputs["application"]
    if application["amount"] < 2 * application["income"]:
        return {"port": "small"}
    if application["amount"] > 10 * application["income"]:
        return {"port": "hopeless"}
    return {"port": "unclear"}


async def grant(context, inputs):
    return "granted"


async def refuse(context, inputs):
    return "refused"


async def ask_a_person(context, inputs):
    return "granted after a talk"


async def answer(context, inputs):
    return {"answer": next(result for result in inputs.values() if result)}


executor = FlowExecutor(
    "loan",
    [
        ExecutionStep("application", handler=read_application),
        ExecutionStep("weigh", depends_on=["application"], handler=weigh),
        ExecutionStep("grant", depends_on=["weigh"], handler=grant),
        ExecutionStep("person", depends_on=["weigh"], handler=ask_a_person),
        ExecutionStep("refuse", depends_on=["weigh"], handler=refuse),
        ExecutionStep("answer", depends_on=["grant", "person", "refuse"], handler=answer),
    ],
)


@rt("/")
def page():
    return Titled(
        "Loan",
        FlowEditor(
            Node("application", 100, 20, "Application", "start", inputs=0),
            Node("weigh", 100, 120, "Weigh", "condition", outputs=3),
            Node("grant", 0, 240, "Grant", "process"),
            Node("person", 100, 240, "Ask a person", "agent"),
            Node("refuse", 200, 240, "Refuse", "process"),
            Node("answer", 100, 360, "Answer", "end", inputs=3, outputs=0),
            Edge("application", "weigh"),
            Edge("weigh", "grant", "small", source_port=0),
            Edge("weigh", "person", "unclear", source_port=1),
            Edge("weigh", "refuse", "hopeless", source_port=2, dashed=True),
            Edge("grant", "answer", target_port=0),
            Edge("person", "answer", target_port=1),
            Edge("refuse", "answer", target_port=2),
            id="loan",
        ),
    )


@rt("/loan/run")
async def run_loan():
    return EventStream(executor.run_with_results())
