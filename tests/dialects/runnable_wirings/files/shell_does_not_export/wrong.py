from runnable import Pipeline, PythonTask, ShellTask


def use(rows: int = 0):
    print(f"received: {rows!r}")


def main():
    pipeline = Pipeline(
        steps=[
            ShellTask(name="count", command="rows=3", returns=["rows"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
