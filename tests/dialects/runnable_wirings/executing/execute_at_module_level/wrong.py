from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"])])

if __name__ == "__main__":
    pipeline.execute()
