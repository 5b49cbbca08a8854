"""An object that builds pipelines, because we like objects."""
from dataclasses import dataclass, field

from flowyml import Pipeline, context, step


@dataclass
class TrainingConfig:
    name: str = "segmentation"
    lr: float = 1e-4
    epochs: int = 50
    augment: bool = True
    tags: dict = field(default_factory=dict)


@step(outputs=["scans"])
def load_scans():
    return ["a.nii", "b.nii"]


@step(inputs=["scans"], outputs=["augmented"])
def augment(scans):
    return scans + [s + ".flipped" for s in scans]


@step(inputs=["scans"], outputs=["model"])
def train_plain(scans, lr: float, epochs: int):
    return {"scans": scans, "lr": lr, "epochs": epochs}


@step(inputs=["augmented"], outputs=["model"])
def train_augmented(augmented, lr: float, epochs: int):
    return {"scans": augmented, "lr": lr, "epochs": epochs}


class PipelineBuilder:
    def __init__(self, config: TrainingConfig):
        self.config = config
        self.pipeline = Pipeline(config.name, context=context(lr=config.lr, epochs=config.epochs))

    def with_data(self):
        self.pipeline.add_step(load_scans)
        if self.config.augment:
            self.pipeline.add_step(augment)
        return self

    def with_training(self):
        self.pipeline.add_step(train_augmented if self.config.augment else train_plain)
        return self

    def build(self) -> Pipeline:
        return self.pipeline


pipeline = PipelineBuilder(TrainingConfig(epochs=80)).with_data().with_training().build()
