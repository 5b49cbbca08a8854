"""Train a forest, and keep it only if it is good enough: a branch that the run decides."""

import json
import pickle
from pathlib import Path

import pandas as pd
from flowyml import If, Pipeline, context, step
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from helpers import TARGET, clean

ctx = context(data_path="data/tumours.csv", test_size=0.2, random_state=42, threshold=0.95)


@step(outputs=["train_set", "test_set"])
def load(data_path: str, test_size: float, random_state: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the tumours, and set a part aside."""
    return tuple(train_test_split(clean(pd.read_csv(data_path)), test_size=test_size, random_state=random_state))


@step(inputs=["train_set"], outputs=["forest"])
def train(train_set: pd.DataFrame, random_state: int) -> RandomForestClassifier:
    """Fit the forest."""
    forest = RandomForestClassifier(random_state=random_state)
    return forest.fit(train_set.drop(columns=TARGET), train_set[TARGET])


@step(inputs=["forest", "test_set"], outputs=["accuracy"])
def evaluate(forest: RandomForestClassifier, test_set: pd.DataFrame) -> float:
    """Score the forest on tumours that it has not seen."""
    return float(forest.score(test_set.drop(columns=TARGET), test_set[TARGET]))


@step(inputs=["forest"], outputs=["deployed"])
def deploy(forest: RandomForestClassifier) -> str:
    """Put the forest where it is served from."""
    path = Path("served") / "forest.pickle"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps(forest))
    return str(path)


@step(inputs=["accuracy"], outputs=["rejection"])
def reject(accuracy: float, threshold: float) -> str:
    """Say why the forest is not served."""
    return json.dumps({"accuracy": accuracy, "threshold": threshold})


pipeline = Pipeline("deploy_if_good", context=ctx)
pipeline.add_step(load).add_step(train).add_step(evaluate)
pipeline.add_control_flow(
    If(
        condition=lambda run: run.steps["evaluate"].outputs["accuracy"] >= run.params["threshold"],
        then_step=deploy,
        else_step=reject,
    )
)
