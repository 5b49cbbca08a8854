# Two models side by side. Both branches return `accuracy`, so whichever stands last is what is reported.
from runnable import Parallel, Pipeline, PythonTask, metric


def train_tree():
    return 0.81


def train_forest():
    return 0.93


def report(accuracy: float):
    print("best accuracy", accuracy)


def main():
    tree = Pipeline(steps=[PythonTask(name="tree", function=train_tree, returns=[metric("accuracy")])])
    forest = Pipeline(steps=[PythonTask(name="forest", function=train_forest, returns=[metric("accuracy")])])
    pipeline = Pipeline(
        steps=[
            Parallel(name="models", branches={"forest": forest, "tree": tree}),
            PythonTask(name="report", function=report),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
