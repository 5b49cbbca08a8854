@step(outputs=["model"])
def train() -> Model:
    return Model(clf)
@step(inputs=["model"])
def evaluate(model: Dataset): # Type mismatch! Gets Model, expects Dataset
    pass
pipeline.add_step(train).add_step(evaluate)
pipeline.build() # Raises: Pipeline type validation failed
