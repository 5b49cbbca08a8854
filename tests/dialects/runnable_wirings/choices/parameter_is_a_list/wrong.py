from runnable import Conditional, Pipeline, PythonTask


def judge() -> list[str]:
    return ["good"]


def keep():
    print("received: keep")


def drop():
    print("received: drop")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="judge", function=judge, returns=["verdict"]),
            Conditional(
                name="decide",
                parameter="verdict",
                branches={
                    "good": PythonTask(name="keep", function=keep).as_pipeline(),
                    "bad": PythonTask(name="drop", function=drop).as_pipeline(),
                },
            ),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
