@rt
def index():
    return Titled("ML Training Pipeline",
        FlowEditor(
            # Data loading
            Node("data_load",
                 x=200, y=50,
                 label="Load Data",
                 node_type="input",      # Input styling (green tint)
                 inputs=0, outputs=1,
                 width=140, height=50),

            # Preprocessing
            Node("preprocess",
                 x=200, y=150,
                 label="Preprocess",
                 node_type="transform",  # Transform styling
                 width=140, height=50),

            # Train/test split
            Node("split",
                 x=200, y=250,
                 label="Train/Test Split",
                 node_type="transform",
                 width=140, height=50),

            id="ml-pipeline",
        )
    )
