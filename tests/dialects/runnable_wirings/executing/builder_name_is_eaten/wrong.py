from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def deploy():
    pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    deploy()
