"""Train a forest, and train it again with more trees as long as it is not good enough: a branch and a bounded loop."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())


async def load_data(context, inputs):
    """The breast cancer data set that comes with scikit-learn."""
    from sklearn.datasets import load_breast_cancer

    data, target = load_breast_cancer(return_X_y=True)
    return {"data": data, "target": target}


async def split(context, inputs):
    """Set a fifth of the tumours aside for the evaluation."""
    from sklearn.model_selection import train_test_split

    tumours = inputs["data_load"]
    parts = train_test_split(tumours["data"], tumours["target"], test_size=0.2, random_state=42)
    return dict(zip(("train", "test", "train_target", "test_target"), parts, strict=True))


async def train_model(context, inputs):
    """Fit a forest: a single tree at first, then as many as the round before has asked for."""
    from sklearn.ensemble import RandomForestClassifier

    trees = inputs.get("retrain", {"trees": 1})["trees"]
    parts = inputs["split"]
    model = RandomForestClassifier(n_estimators=trees, random_state=42)
    return {"model": model.fit(parts["train"], parts["train_target"]), "trees": trees}


async def evaluate(context, inputs):
    """Score the forest; the port is the branch that is taken."""
    parts, trained = inputs["split"], inputs["train_model"]
    accuracy = trained["model"].score(parts["test"], parts["test_target"])
    port = "pass" if accuracy >= context["accuracy"] else "fail"
    return {"port": port, "accuracy": round(accuracy, 4), "trees": trained["trees"]}


async def retrain(context, inputs):
    """Ask for twenty times as many trees."""
    return {"trees": 20 * inputs["evaluate"]["trees"]}


async def deploy(context, inputs):
    """Say what would go into service."""
    return {"deployed": f"forest of {inputs['evaluate']['trees']} trees", **inputs["evaluate"]}


executor = FlowExecutor(
    graph_id="retraining",
    steps=[
        ExecutionStep("data_load", handler=load_data),
        ExecutionStep("split", depends_on=["data_load"], handler=split),
        ExecutionStep("train_model", depends_on=["split"], handler=train_model),
        ExecutionStep("evaluate", depends_on=["split", "train_model"], handler=evaluate),
        ExecutionStep("retrain", depends_on=["evaluate"], handler=retrain),
        ExecutionStep("deploy", depends_on=["evaluate"], handler=deploy),
    ],
)


@rt
def index():
    """The page with the drawing and a button that runs it."""
    run = "window.fastflow.connectExecution('retraining', '/execute/retraining')"
    return Titled(
        "Retraining",
        Button("Train", onclick=run),
        FlowEditor(
            Node("data_load", x=200, y=50, label="Load Data", node_type="input", inputs=0),
            Node("split", x=200, y=150, label="Train/Test Split", node_type="transform"),
            Node("train_model", x=200, y=250, label="Train Model", node_type="llm"),
            Node("evaluate", x=200, y=350, label="Evaluate", node_type="condition", outputs=2),
            Node("deploy", x=100, y=450, label="Deploy", node_type="output", outputs=0),
            Node("retrain", x=300, y=450, label="Retrain", node_type="tool"),
            Edge("data_load", "split"),
            Edge("split", "train_model"),
            Edge("split", "evaluate"),
            Edge("train_model", "evaluate"),
            Edge("evaluate", "deploy", label="pass", source_port=0),
            Edge("evaluate", "retrain", label="fail", source_port=1, dashed=True),
            Edge("retrain", "train_model", dashed=True, data={"max_iterations": 3}),
            id="retraining",
        ),
    )


@rt("/execute/retraining")
async def execute_pipeline():
    """Run the pipeline and stream its state."""
    return EventStream(executor.run(context={"accuracy": 0.96}))


serve()
