from typing import Optional

from runnable import Pipeline, PythonTask


def load() -> int:
    return 12


def use(amount: Optional[int]):
    print(f"received: {amount!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["amount"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
