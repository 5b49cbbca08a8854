from runnable import Loop, Parallel, Pipeline, PythonTask


def left() -> int:
    return 1


def right() -> bool:
    return True


def use(level: int):
    print(f"received: level={level!r}")


def main():
    both = Parallel(
        name="both",
        branches={
            "left": PythonTask(name="left", function=left, returns=["level"]).as_pipeline(),
            "right": PythonTask(name="right", function=right, returns=["done"]).as_pipeline(),
        },
    )
    pipeline = Pipeline(
        steps=[
            Loop(name="refine", branch=Pipeline(steps=[both]), max_iterations=2, break_on="done", index_as="ROUND"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
