# Covers: pipelines that call pipelines (nested plans), twice with different arguments, several results, a dict result.
from icefloe import pipeline, step


@step(outputs=["features", "labels"])
def prepare(table: str, columns: list[str]):
    return [], []


@step
def fit(features, labels, l2: float = 0.0) -> object: ...


@step
def evaluate(model: object, features, labels) -> float:
    return 0.9


@step
def compare(a: float, b: float) -> str:
    return "a" if a > b else "b"


@pipeline
def train(table: str, columns: list[str], l2: float = 0.01):
    """Fit one model."""
    features, labels = prepare(table, columns)
    return fit(features, labels, l2=l2)


@pipeline
def train_and_score(table: str, columns: list[str], holdout: str):
    model = train(table, columns)
    features, labels = prepare(holdout, columns)
    return {"model": model, "score": evaluate(model, features, labels)}


@pipeline
def champion_challenger(month: str):
    champion = train_and_score("history", ["a", "b"], holdout=f"holdout_{month}")
    challenger = train_and_score("history", ["a", "b", "c"], holdout=f"holdout_{month}")
    winner = compare(champion["score"], challenger["score"])
    return winner, challenger["model"]
