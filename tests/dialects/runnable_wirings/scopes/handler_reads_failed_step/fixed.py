from runnable import Pipeline, PythonTask


def train() -> str:
    raise RuntimeError("no convergence")


def rescue():
    print("received: nothing, and needs nothing")


def main():
    handler = PythonTask(name="rescue", function=rescue).as_pipeline()
    pipeline = Pipeline(
        steps=[PythonTask(name="train", function=train, returns=["model"], on_failure=handler)]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
