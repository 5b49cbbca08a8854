"""The training pipeline as a plain function; calls join the steps. Calling it simply runs it."""

from icefloe import pipeline
from steps import evaluate, load_data, split_data, train


@pipeline
def ml_training(
    data_path: str = "data/tumours.csv",
    test_size: float = 0.2,
    n_estimators: int = 100,
    random_state: int = 42,
) -> float:
    """Train a random forest that tells malignant tumours from benign ones, and score it."""
    raw_data = load_data(data_path)
    X_train, X_test, y_train, y_test = split_data(raw_data, test_size, random_state)
    model = train(X_train, y_train, n_estimators, random_state)
    return evaluate(model, X_test, y_test)
