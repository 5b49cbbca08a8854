"""A pipeline with a mistake in it, on purpose: two steps disagree about what `scores` is.

Run as it stands it would train five models before it fails.
"""

from flowyml import Pipeline, context, step
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

ctx = context(folds=5, n_estimators=100, random_state=42)


@step(outputs=["scores"])
def cross_validate(folds: int, n_estimators: int, random_state: int) -> dict[str, float]:
    """Score one forest for each fold."""
    data, target = load_breast_cancer(return_X_y=True)
    forest = RandomForestClassifier(n_estimators=n_estimators, random_state=random_state)
    scores = cross_val_score(forest, data, target, cv=folds)
    return {f"fold {number}": float(score) for number, score in enumerate(scores, start=1)}


@step(inputs=["scores"], outputs=["accuracy"])
def summarise(scores: list[float]) -> float:
    """The mean over all folds."""
    return sum(scores) / len(scores)


pipeline = Pipeline("cross_validation", context=ctx, project_name="ml_platform")
pipeline.add_step(cross_validate).add_step(summarise)
