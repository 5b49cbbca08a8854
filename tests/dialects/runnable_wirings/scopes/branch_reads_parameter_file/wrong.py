from runnable import Parallel, Pipeline, PythonTask


def fit(learning_rate: float) -> float:
    print(f"received: learning_rate={learning_rate!r}")
    return learning_rate * 2


def main():
    branch = PythonTask(name="fit", function=fit, returns=["score"]).as_pipeline()
    pipeline = Pipeline(steps=[Parallel(name="train", branches={"small": branch})])
    pipeline.execute(parameters_file="parameters.yaml")
    return pipeline


if __name__ == "__main__":
    main()
