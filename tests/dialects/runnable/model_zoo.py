"""A branch for each model, from a comprehension; the names of what they return are computed."""
from runnable import Parallel, Pipeline, PythonTask, metric


def tree():
    return 0.78


def forest():
    return 0.91


def boosting():
    return 0.93


def best(**scores):
    name = max((key for key in scores if key.endswith("_accuracy")), key=scores.get)
    print(name, scores[name])
    return name


MODELS = {"tree": tree, "forest": forest, "boosting": boosting}


def branch(name):
    task = PythonTask(name=f"train {name}", function=MODELS[name], returns=[metric(f"{name}_accuracy")])
    return Pipeline(steps=[task])


def zoo():
    pipeline = Pipeline(
        steps=[
            Parallel(name="models", branches={name: branch(name) for name in sorted(MODELS)}),
            PythonTask(name="best", function=best, returns=["best_model"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    zoo()
