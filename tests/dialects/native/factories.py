# Covers: step factories and pipeline factories: several pipelines of one function, captured values, labels.
from icefloe import pipeline, step


def trainer(kind: str, **options):
    @step(name=f"train_{kind}", outputs=[f"{kind}_model"])
    def train(rows: list):
        return kind, options, rows

    return train


train_forest = trainer("forest", trees=100)
train_boost = trainer("boost", rate=0.1)


@step
def vote(*models):
    return models[0]


@step
def rows_of(country: str) -> list:
    return []


def country_pipeline(country: str, models):
    @pipeline(name=f"train-{country}", tags={"country": country})
    def train(limit: int = 1000):
        rows = rows_of(country)
        return vote(*[model(rows) for model in models])

    return train


austria = country_pipeline("at", [train_forest, train_boost])
germany = country_pipeline("de", [train_forest])
