# Good: Focused steps
@step(outputs=["split_data"])
def split_data(data): ...
@step(inputs=["split_data"], outputs=["model"])
def train_model(split_data): ...
# Bad: Doing too much
@step(outputs=["model"])
def split_and_train(data):
    # Splitting and training in one step = can't cache independently
    split = split_data(data)
    model = train(split)
    return model
