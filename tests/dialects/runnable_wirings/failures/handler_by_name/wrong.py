from runnable import Pipeline, PythonTask


def train() -> int:
    raise RuntimeError("no convergence")


def apologise():
    print("received: apology")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="train", function=train, returns=["score"], on_failure="apologise"),
            PythonTask(name="apologise", function=apologise),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
