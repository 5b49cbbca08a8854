from runnable import Parallel, Pipeline, PythonTask


def load() -> list[int]:
    return [3, 1, 2]


def train_linear(rows: list[int]) -> float:
    print(f"received: rows={rows!r}")
    return sum(rows) / len(rows)


def train_constant() -> float:
    return 2.0


def main():
    linear = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["rows"]),
            PythonTask(name="train_linear", function=train_linear, returns=["linear"]),
        ]
    )
    constant = PythonTask(name="train_constant", function=train_constant, returns=["constant"])
    pipeline = Pipeline(
        steps=[Parallel(name="train", branches={"linear": linear, "constant": constant.as_pipeline()})]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
