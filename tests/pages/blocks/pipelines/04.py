from flowyml import Model
# Good: Auto-routed to your Model Registry & Artifact Store
@step
def train(...) -> Model:
    return Model(obj, name="my_model")
