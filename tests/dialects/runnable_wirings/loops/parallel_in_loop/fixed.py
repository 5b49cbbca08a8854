from runnable import Loop, Pipeline, PythonTask


def left() -> int:
    return 1


def right() -> bool:
    return True


def use(level: int):
    print(f"received: level={level!r}")


def main():
    both = Pipeline(
        steps=[
            PythonTask(name="left", function=left, returns=["level"]),
            PythonTask(name="right", function=right, returns=["done"]),
        ]
    )
    pipeline = Pipeline(
        steps=[
            Loop(name="refine", branch=both, max_iterations=2, break_on="done", index_as="ROUND"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
