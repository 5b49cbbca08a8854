from runnable import Pipeline, PythonTask


def fit(depth: int):
    print(f"received: {depth!r}")


def main():
    pipeline = Pipeline(steps=[PythonTask(name="fit", function=fit)])
    pipeline.execute(parameters_file="words.yaml")
    return pipeline


if __name__ == "__main__":
    main()
