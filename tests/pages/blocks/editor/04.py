# Model training
Node("train_model",
     x=400, y=200,
     label="Train Model",
     node_type="llm",         # Purple styling (AI/ML related)
     width=140, height=50),

# Validation
Node("validate",
     x=400, y=300,
     label="Validate",
     node_type="agent",       # Blue styling
     width=140, height=50),
