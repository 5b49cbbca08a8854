# Good: Context injection
ctx = context(learning_rate=0.001, epochs=10)
pipeline = Pipeline("training", context=ctx)
@step(outputs=["model"])
def train(data, learning_rate: float, epochs: int):
    # Parameters injected automatically
    ...
# Bad: Hardcoded configuration
@step(outputs=["model"])
def train(data):
    learning_rate = 0.001 # Can't change without code edit
    epochs = 10
