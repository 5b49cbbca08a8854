"""Train a random forest that tells malignant tumours from benign ones, as a FlowyML pipeline."""

import pandas as pd
from flowyml import Pipeline, context, step
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from helpers import TARGET, clean

ctx = context(
    data_path="data/tumours.csv",
    test_size=0.2,
    n_estimators=100,
    random_state=42,
)


@step(outputs=["raw_data"])
def load_data(data_path: str) -> pd.DataFrame:
    """Read the tumours and drop the ones that cannot be used."""
    return clean(pd.read_csv(data_path))


@step(inputs=["raw_data"], outputs=["X_train", "X_test", "y_train", "y_test"])
def split_data(
    raw_data: pd.DataFrame, test_size: float, random_state: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Set a part of the tumours aside for the evaluation."""
    X = raw_data.drop(TARGET, axis=1)
    y = raw_data[TARGET]
    return tuple(train_test_split(X, y, test_size=test_size, random_state=random_state))


@step(inputs=["X_train", "y_train"], outputs=["model"])
def train(X_train: pd.DataFrame, y_train: pd.Series, n_estimators: int, random_state: int) -> RandomForestClassifier:
    """Fit the forest."""
    model = RandomForestClassifier(n_estimators=n_estimators, random_state=random_state)
    model.fit(X_train, y_train)
    return model


@step(inputs=["model", "X_test", "y_test"], outputs=["accuracy"])
def evaluate(model: RandomForestClassifier, X_test: pd.DataFrame, y_test: pd.Series) -> float:
    """Score the forest on tumours that it has not seen."""
    return model.score(X_test, y_test)


pipeline = Pipeline("ml_training", context=ctx, project_name="ml_platform")
pipeline.add_step(load_data)
pipeline.add_step(split_data)
pipeline.add_step(train)
pipeline.add_step(evaluate)

result = pipeline.run()
print(f"Model accuracy: {result.outputs['accuracy']:.2%}")
