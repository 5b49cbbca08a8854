from runnable import Pipeline, PythonTask


def split() -> float:
    return 0.9


def use(f1_score: float = 0.0):
    print(f"received: {f1_score!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="split", function=split, returns=["f1-score"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
