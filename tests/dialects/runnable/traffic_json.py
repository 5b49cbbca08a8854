# `counts` is stored as JSON: what arrives in the last step is the list of the names of the columns.
import pandas as pd

from runnable import Pipeline, PythonTask


def count_cars():
    return pd.DataFrame({"hour": [7, 8, 9], "cars": [120, 310, 180]})


def busiest(counts: pd.DataFrame):
    print(counts)
    return int(counts.shape[0])


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="count", function=count_cars, returns=["counts"]),
            PythonTask(name="busiest", function=busiest, returns=["hours"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
