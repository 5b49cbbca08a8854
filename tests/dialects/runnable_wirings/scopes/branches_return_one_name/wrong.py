from runnable import Parallel, Pipeline, PythonTask


def linear() -> float:
    return 0.9


def forest() -> float:
    return 0.6


def report(score: float):
    print(f"received: score={score!r}")


def main():
    branches = {
        "linear": PythonTask(name="linear", function=linear, returns=["score"]).as_pipeline(),
        "forest": PythonTask(name="forest", function=forest, returns=["score"]).as_pipeline(),
    }
    pipeline = Pipeline(
        steps=[Parallel(name="train", branches=branches), PythonTask(name="report", function=report)]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
