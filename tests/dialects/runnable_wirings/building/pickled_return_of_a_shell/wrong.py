from runnable import Pipeline, PythonTask, ShellTask, pickled


def load() -> int:
    return 1


def use(rows: int):
    print(f"received: {rows!r}")


def main():
    pipeline = Pipeline(
        steps=[
            ShellTask(name="load", command="export rows=1", returns=[pickled("rows")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
