from runnable import Pipeline, PythonTask


def fit(learning_rate: float) -> float:
    print(f"received: learning_rate={learning_rate!r}")
    return learning_rate * 2


def main():
    pipeline = Pipeline(steps=[PythonTask(name="fit", function=fit, returns=["score"])])
    pipeline.execute(parameters_file="parameters.yaml")
    return pipeline


if __name__ == "__main__":
    main()
