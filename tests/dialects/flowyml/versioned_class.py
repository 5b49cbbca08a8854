# VersionedPipeline used directly, version set afterwards
from flowyml import VersionedPipeline, step


@step(outputs=["data"])
def load_data():
    return [1, 2, 3]


@step(inputs=["data"], outputs=["model"])
def train_model(data):
    return sum(data)


versioned = VersionedPipeline("ml_training")
versioned.version = "v1.0.0"
versioned.add_step(load_data)
versioned.add_step(train_model)
versioned.save_version(metadata={"description": "first"})
versioned.display_comparison("v0.9.0")
