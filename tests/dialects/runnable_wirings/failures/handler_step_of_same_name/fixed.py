from runnable import Pipeline, PythonTask


def train() -> int:
    return 3


def report(score: int):
    print(f"received: report of {score!r}")


def apologise():
    print("received: apology, although nothing failed")


def main():
    handler = PythonTask(name="apologise", function=apologise).as_pipeline()
    pipeline = Pipeline(
        steps=[
            PythonTask(name="train", function=train, returns=["score"], on_failure=handler),
            PythonTask(name="report", function=report),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
