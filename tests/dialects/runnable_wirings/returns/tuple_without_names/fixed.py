from runnable import Pipeline, PythonTask


def split() -> tuple[int, int]:
    return 2, 1


def use(train: int = 0, test: int = 0):
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
