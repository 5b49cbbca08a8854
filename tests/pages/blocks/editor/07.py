# Main pipeline flow
Edge(source="data_load", target="preprocess"),
Edge(source="preprocess", target="split"),
Edge(source="split", target="train_model"),
Edge(source="train_model", target="validate"),
Edge(source="validate", target="evaluate"),

# Conditional branches from evaluate
Edge(source="evaluate", target="deploy",
     label="pass",
     source_port=0),          # First output port

Edge(source="evaluate", target="retrain",
     label="fail",
     dashed=True,             # Dashed for conditional/failure path
     source_port=1),          # Second output port

# Retrain loop back to training
Edge(source="retrain", target="train_model",
     dashed=True),
