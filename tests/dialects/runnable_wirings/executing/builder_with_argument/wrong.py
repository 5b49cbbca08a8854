from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def main(name):
    pipeline = Pipeline(steps=[PythonTask(name=name, function=load, returns=["rows"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main("load")
