"""The functions that the tasks call. They know nothing of the pipeline."""

from typing import TypedDict

import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


class Split(TypedDict):
    """The tumours in two parts."""

    X_train: pd.DataFrame
    X_test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series


def load_data() -> pd.DataFrame:
    """The breast cancer data set that comes with scikit-learn."""
    return load_breast_cancer(as_frame=True).frame


def preprocess_data(df: pd.DataFrame, test_size: float = 0.2, random_state: int = 42) -> Split:
    """Set a part of the tumours aside for the evaluation."""
    X_train, X_test, y_train, y_test = train_test_split(
        df.drop(columns="target"), df["target"], test_size=test_size, random_state=random_state
    )
    return {"X_train": X_train, "X_test": X_test, "y_train": y_train, "y_test": y_test}


def train_model(preprocessed_data: Split, n_estimators: int = 100, random_state: int = 42) -> RandomForestClassifier:
    """Fit the forest."""
    model = RandomForestClassifier(n_estimators=n_estimators, random_state=random_state)
    model.fit(preprocessed_data["X_train"], preprocessed_data["y_train"])
    return model


def evaluate_model(model_data: RandomForestClassifier, preprocessed_data: Split) -> float:
    """Score the forest on tumours that it has not seen."""
    return model_data.score(preprocessed_data["X_test"], preprocessed_data["y_test"])


def forest_accuracy(size: int) -> float:
    """Train a forest of this size on the tumours and score it."""
    split = preprocess_data(load_data())
    return evaluate_model(train_model(split, n_estimators=size), split)


def pick_best(sizes: list[int], accuracies: list[float]) -> tuple[int, float]:
    """The size with the best score; of equal ones the smallest."""
    best = max(accuracies)
    return sizes[accuracies.index(best)], best


def good_enough(best_accuracy: float, wanted: float) -> bool:
    """Whether the best score is worth a report."""
    return best_accuracy >= wanted
