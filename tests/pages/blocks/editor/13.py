async def load_data(context, inputs):
    """Load training data."""
    # Your actual data loading logic here
    import pandas as pd
    data = pd.read_csv("training_data.csv")
    return {"data": data, "rows": len(data)}

async def train_model(context, inputs):
    """Train the ML model."""
    # Your actual training logic here
    from sklearn.ensemble import RandomForestClassifier
    model = RandomForestClassifier()
    # model.fit(X_train, y_train)
    return {"model": model, "accuracy": 0.95}

# Create executor with handlers
executor = FlowExecutor(
    graph_id="ml-pipeline",
    steps=[
        ExecutionStep("data_load", handler=load_data),
        ExecutionStep("preprocess", depends_on=["data_load"]),
        ExecutionStep("split", depends_on=["preprocess"]),
        ExecutionStep("train_model", depends_on=["split"], handler=train_model),
        ExecutionStep("validate", depends_on=["train_model"]),
        ExecutionStep("evaluate", depends_on=["validate"]),
        ExecutionStep("deploy", depends_on=["evaluate"]),
    ]
)

@rt("/execute/ml-pipeline")
async def execute_pipeline():
    return EventStream(executor.run_with_results(context={"config": "prod"}))
