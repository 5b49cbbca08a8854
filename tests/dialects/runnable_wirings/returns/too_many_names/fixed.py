from runnable import Pipeline, PythonTask


def split() -> tuple[list[int], list[int]]:
    return [1, 2], [3]


def use(train: list[int], test: list[int]):
    print(f"received: {train!r} {test!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="split", function=split, returns=["train", "test"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
