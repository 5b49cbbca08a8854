from flowyml import when
@step(outputs=["data"])
def load():
    return {"quality": 0.95}
@step(inputs=["data"], outputs=["model"])
@when(lambda data: data["quality"] > 0.9)
def train(data):
    return "trained_model"
# train() only executes if quality > 0.9
