# Define execution steps with dependencies
executor = FlowExecutor(
    graph_id="ml-pipeline",
    steps=[
        ExecutionStep("data_load", duration=0.8),
        ExecutionStep("preprocess", depends_on=["data_load"], duration=0.8),
        ExecutionStep("split", depends_on=["preprocess"], duration=0.8),
        ExecutionStep("train_model", depends_on=["split"], duration=2.0),  # Training takes longer
        ExecutionStep("validate", depends_on=["train_model"], duration=0.8),
        ExecutionStep("evaluate", depends_on=["validate"], duration=0.8),
        ExecutionStep("deploy", depends_on=["evaluate"], duration=0.8),
    ]
)
