from runnable import Parallel, Pipeline, PythonTask


def linear() -> float:
    return 0.9


def forest() -> float:
    return 0.6


def report(linear_score: float, forest_score: float):
    print(f"received: linear_score={linear_score!r} forest_score={forest_score!r}")


def main():
    branches = {
        "linear": PythonTask(name="linear", function=linear, returns=["linear_score"]).as_pipeline(),
        "forest": PythonTask(name="forest", function=forest, returns=["forest_score"]).as_pipeline(),
    }
    pipeline = Pipeline(
        steps=[Parallel(name="train", branches=branches), PythonTask(name="report", function=report)]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
