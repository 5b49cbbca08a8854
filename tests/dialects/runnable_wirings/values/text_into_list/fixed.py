from runnable import Pipeline, PythonTask


def load() -> list[int]:
    return [1, 2, 3]


def use(numbers: list[int]):
    print(f"received: {numbers!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["numbers"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
