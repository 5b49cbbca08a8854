# Deploy - success path
Node("deploy",
     x=700, y=150,
     label="Deploy",
     node_type="output",      # Output styling
     inputs=1, outputs=0,
     width=140, height=50),

# Retrain - failure path (loops back)
Node("retrain",
     x=700, y=350,
     label="Retrain",
     node_type="tool",        # Pink tool styling
     width=140, height=50),
