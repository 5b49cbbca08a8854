from runnable import Conditional, Pipeline, PythonTask


def judge() -> bool:
    return 2 > 1


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
                    "true": PythonTask(name="keep", function=keep).as_pipeline(),
                    "false": PythonTask(name="drop", function=drop).as_pipeline(),
                },
            ),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
