from runnable import Pipeline, PythonTask


def fit(rate: float):
    print(f"received: {rate!r}")


def main():
    pipeline = Pipeline(steps=[PythonTask(name="fit", function=fit)])
    pipeline.execute(parameters_file="paramters.yaml")
    return pipeline


if __name__ == "__main__":
    main()
