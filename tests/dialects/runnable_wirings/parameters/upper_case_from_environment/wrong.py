from runnable import Pipeline, PythonTask


def fit(learningRate: float):
    print(f"received: {learningRate!r}")


def main():
    pipeline = Pipeline(steps=[PythonTask(name="fit", function=fit)])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
