from runnable import Pipeline, PythonTask


def split() -> list[int]:
    return [1, 2]


def use(rows: list[int]):
    print(f"received: {rows!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="split", function=split, returns="rows"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
