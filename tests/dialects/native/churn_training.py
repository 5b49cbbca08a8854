# Covers: typed steps, a pipeline with defaults, `if` on a step's output, a value that depends on the branch, results.
"""Monthly retraining of the churn model."""

from __future__ import annotations

import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from icefloe import pipeline, step

FEATURES = ["tenure", "monthly_charges", "support_calls"]


@step
def read_customers(path: str) -> pd.DataFrame:
    """Customers with at least one invoice."""
    frame = pd.read_csv(path)
    return frame[frame["invoices"] > 0]


@step(outputs=["train", "test"])
def split(customers: pd.DataFrame, test_size: float = 0.25) -> tuple[pd.DataFrame, pd.DataFrame]:
    return train_test_split(customers, test_size=test_size, random_state=7)


@step
def fit(train: pd.DataFrame, learning_rate: float, n_estimators: int) -> GradientBoostingClassifier:
    model = GradientBoostingClassifier(learning_rate=learning_rate, n_estimators=n_estimators)
    return model.fit(train[FEATURES], train["churned"])


@step
def auc(model: GradientBoostingClassifier, test: pd.DataFrame) -> float:
    return float(roc_auc_score(test["churned"], model.predict_proba(test[FEATURES])[:, 1]))


@step
def last_release() -> GradientBoostingClassifier:
    raise NotImplementedError


@step
def publish(model: GradientBoostingClassifier, score: float) -> str:
    return f"models/churn-{score:.3f}"


@pipeline
def churn(path: str = "customers.csv", learning_rate: float = 0.1, n_estimators: int = 200, bar: float = 0.8) -> str:
    """Train, and publish what is good enough; otherwise publish the last release again."""
    customers = read_customers(path)
    train, test = split(customers)
    model = fit(train, learning_rate, n_estimators)
    score = auc(model, test)
    if score >= bar:
        release = model
    else:
        release = last_release()
    return publish(release, score)


if __name__ == "__main__":
    print(churn())
