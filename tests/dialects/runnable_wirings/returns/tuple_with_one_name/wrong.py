from runnable import Pipeline, PythonTask


def split() -> tuple[int, int]:
    return 2, 1


def use(parts: list[int]):
    print(f"received: {parts!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="split", function=split, returns=["parts"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
