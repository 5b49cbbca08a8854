"""Train and evaluate a forest behind a drawing, as a fastflow application."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())


async def load_data(context, inputs):
    """The breast cancer data set that comes with scikit-learn."""
    from sklearn.datasets import load_breast_cancer

    data, target = load_breast_cancer(return_X_y=True)
    return {"data": data, "target": target, "rows": len(data)}


async def split(context, inputs):
    """Set a fifth of the tumours aside for the evaluation."""
    from sklearn.model_selection import train_test_split

    tumours = inputs["data_load"]
    return train_test_split(tumours["data"], tumours["target"], test_size=0.2, random_state=42)


async def train_model(context, inputs):
    """Fit the forest, and keep the tumours that it has not seen."""
    from sklearn.ensemble import RandomForestClassifier

    X_train, X_test, y_train, y_test = inputs["split"]
    model = RandomForestClassifier(random_state=42)
    model.fit(X_train, y_train)
    return {"model": model, "X_test": X_test, "y_test": y_test}


async def evaluate(context, inputs):
    """Score the forest; the port is the branch that is taken."""
    trained = inputs["train_model"]
    accuracy = trained["model"].score(trained["X_test"], trained["y_test"])
    return {"accuracy": accuracy, "port": "pass" if accuracy > 0.9 else "fail"}


executor = FlowExecutor(
    graph_id="ml-pipeline",
    steps=[
        ExecutionStep("data_load", handler=load_data),
        ExecutionStep("split", depends_on=["data_load"], handler=split),
        ExecutionStep("train_model", depends_on=["split"], handler=train_model),
        ExecutionStep("evaluate", depends_on=["train_model"], handler=evaluate),
        ExecutionStep("deploy", depends_on=["evaluate"], duration=0.8),
        ExecutionStep("alert", depends_on=["evaluate"], duration=0.1),
    ],
)


@rt
def index():
    """The page with the drawing."""
    return Titled(
        "ML Training Pipeline",
        Div(
            Main(
                FlowEditor(
                    Node("data_load", x=100, y=50, label="Load Data", node_type="input", inputs=0, outputs=1),
                    Node("split", x=100, y=150, label="Train/Test Split", node_type="transform"),
                    Node("train_model", x=300, y=200, label="Train Model", node_type="llm"),
                    Node("evaluate", x=500, y=250, label="Evaluate", node_type="condition", outputs=2),
                    Node("deploy", x=650, y=150, label="Deploy", node_type="output", inputs=1, outputs=0),
                    Node("alert", x=650, y=350, label="Alert", node_type="tool", inputs=1, outputs=0),
                    Edge(source="data_load", target="split"),
                    Edge(source="split", target="train_model"),
                    Edge(source="train_model", target="evaluate"),
                    Edge(source="evaluate", target="deploy", label="pass", source_port=0),
                    Edge(source="evaluate", target="alert", label="fail", source_port=1, dashed=True),
                    id="ml-pipeline",
                ),
                style="flex: 1;",
            ),
            style="display: flex; height: 100vh;",
        ),
    )


@rt("/execute/ml-pipeline")
async def execute_pipeline():
    """Run the pipeline and stream its state."""
    return EventStream(executor.run_with_results())


serve()
