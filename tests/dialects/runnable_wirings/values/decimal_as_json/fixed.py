from decimal import Decimal

from runnable import Pipeline, PythonTask, pickled


def load() -> Decimal:
    return Decimal("0.10")


def use(price):
    print(f"received: {price!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=[pickled("price")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
