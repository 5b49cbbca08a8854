from runnable import Parallel, Pipeline, PythonTask


def train():
    raise RuntimeError("no convergence")


def rescue():
    print("received: a chance to clean up")


def main():
    handler = PythonTask(name="rescue", function=rescue).as_pipeline()
    branch = PythonTask(name="train", function=train, on_failure=handler).as_pipeline()
    pipeline = Pipeline(steps=[Parallel(name="both", branches={"left": branch})])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
