# Covers: work that a pipeline function does itself: nothing of it is in the plan, each is a finding (FLO103).
import os

import mlflow
import pandas as pd

from icefloe import pipeline, step


@step
def load(path: str) -> pd.DataFrame:
    return pd.read_csv(path)


@step
def train(frame: pd.DataFrame) -> dict:
    return {"auc": 0.7}


@pipeline
def with_files(path: str, out: str = "out"):
    os.makedirs(out, exist_ok=True)
    frame = load(path)
    frame.to_csv(f"{out}/copy.csv")
    frame["day"] = 1
    return frame


@pipeline
def with_tracking(path: str):
    with mlflow.start_run():
        metrics = train(load(path))
        mlflow.log_metric("auc", metrics["auc"])
    return metrics


@pipeline
def reads_by_itself(path: str):
    frame = pd.read_csv(path)
    return train(frame)


@pipeline
def calls_methods(path: str):
    frame = load(path)
    return train(frame.dropna())
