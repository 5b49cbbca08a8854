"""Cross-validate a forest: a map task over the folds, four at a time."""

from statistics import mean

import pandas as pd
from flowyml import Pipeline, context, map_task, step
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold

from helpers import TARGET, clean

Fold = tuple[list[int], list[int]]

ctx = context(data_path="data/tumours.csv", n_folds=5, n_estimators=100, random_state=42)


@step(outputs=["tumours"])
def load(data_path: str) -> pd.DataFrame:
    """Read the tumours and drop the ones that cannot be used."""
    return clean(pd.read_csv(data_path))


@step(inputs=["tumours"], outputs=["folds"])
def split(tumours: pd.DataFrame, n_folds: int, random_state: int) -> list[Fold]:
    """The rows to train on and the rows to test on, for each fold."""
    folds = StratifiedKFold(n_folds, shuffle=True, random_state=random_state)
    pairs = folds.split(tumours.drop(columns=TARGET), tumours[TARGET])
    return [(rows.tolist(), held_out.tolist()) for rows, held_out in pairs]


@map_task(inputs=["folds", "tumours"], outputs=["scores"], concurrency=4, retries=1, min_success_ratio=0.8)
def score(fold: Fold, tumours: pd.DataFrame, n_estimators: int, random_state: int) -> float:
    """Train without one fold, and score on it."""
    rows, held_out = fold
    forest = RandomForestClassifier(n_estimators=n_estimators, random_state=random_state)
    features = tumours.drop(columns=TARGET)
    forest.fit(features.iloc[rows], tumours[TARGET].iloc[rows])
    return float(forest.score(features.iloc[held_out], tumours[TARGET].iloc[held_out]))


@step(inputs=["scores"], outputs=["accuracy"])
def summarise(scores: list[float]) -> float:
    """The mean over all folds."""
    return mean(scores)


pipeline = Pipeline("folds", context=ctx)
pipeline.add_steps([load, split, score, summarise])
