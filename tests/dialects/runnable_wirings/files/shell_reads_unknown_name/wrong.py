from runnable import Pipeline, PythonTask, ShellTask


def choose() -> int:
    return 3


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="choose", function=choose, returns=["times"]),
            ShellTask(name="say", command="echo received: [$tmes]"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
