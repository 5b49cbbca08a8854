# Evaluation - conditional node with 2 outputs
Node("evaluate",
     x=550, y=250,
     label="Evaluate",
     node_type="condition",   # Yellow/orange conditional styling
     width=140, height=50,
     outputs=2),              # Two outputs: pass and fail
