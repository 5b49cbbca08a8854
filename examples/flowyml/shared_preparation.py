"""Prepare the tumours in a pipeline of its own, and nest it in the one that trains."""

import pandas as pd
from flowyml import Pipeline, context, step
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import StandardScaler

from helpers import TARGET, clean

ctx = context(data_path="data/tumours.csv", regularisation=1.0, folds=5)


@step(inputs=["table"], outputs=["complete"])
def drop_unusable(table: pd.DataFrame) -> pd.DataFrame:
    """Drop incomplete rows, and rows that are far from what is usual."""
    return clean(table)


@step(inputs=["complete"], outputs=["scaled"])
def scale(complete: pd.DataFrame) -> pd.DataFrame:
    """Give every measurement mean 0 and deviation 1."""
    measured = complete.drop(columns=TARGET)
    scaled = pd.DataFrame(StandardScaler().fit_transform(measured), columns=measured.columns)
    return scaled.assign(**{TARGET: complete[TARGET].to_numpy()})


@step(outputs=["tumours"])
def load(data_path: str) -> pd.DataFrame:
    """Read the tumours."""
    return pd.read_csv(data_path)


@step(inputs=["training_set"], outputs=["accuracy"])
def cross_validate(training_set: pd.DataFrame, regularisation: float, folds: int) -> float:
    """The mean accuracy over all folds."""
    model = LogisticRegression(C=regularisation, max_iter=1000)
    return float(cross_val_score(model, training_set.drop(columns=TARGET), training_set[TARGET], cv=folds).mean())


def preparation() -> Pipeline:
    """What every model needs before it is trained."""
    return Pipeline("preparation").add_step(drop_unusable).add_step(scale)


pipeline = Pipeline("tumours_with_shared_preparation", context=ctx)
pipeline.add_step(load)
pipeline.add_sub_pipeline(
    preparation(),
    name="prepare",
    inputs=["tumours"],
    outputs=["training_set"],
    input_mapping={"tumours": "table"},
    output_mapping={"scaled": "training_set"},
)
pipeline.add_step(cross_validate)
