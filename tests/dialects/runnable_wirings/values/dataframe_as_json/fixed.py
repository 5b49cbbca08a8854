import pandas as pd

from runnable import Pipeline, PythonTask, pickled


def load() -> pd.DataFrame:
    return pd.DataFrame({"region": ["north", "south"], "sold": [3, 4]})


def use(sales: pd.DataFrame):
    print(f"received: {sales.to_dict()!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=[pickled("sales")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
