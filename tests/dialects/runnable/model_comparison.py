"""Compare two models on the same data.

Looks right, and fails at run time: the branches do not see `features`.
"""
from runnable import Parallel, Pipeline, PythonTask, metric, pickled


def make_features():
    return [[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]


def linear(features):
    return sum(row[0] for row in features)


def neighbours(features, k: int = 3):
    return k * len(features)


def compare(linear_score: float, neighbours_score: float):
    return max(linear_score, neighbours_score)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="features", function=make_features, returns=[pickled("features")]),
            Parallel(
                name="candidates",
                branches={
                    "linear": PythonTask(
                        name="linear", function=linear, returns=[metric("linear_score")]
                    ).as_pipeline(),
                    "neighbours": PythonTask(
                        name="neighbours", function=neighbours, returns=[metric("neighbours_score")]
                    ).as_pipeline(),
                },
            ),
            PythonTask(name="compare", function=compare, returns=["winner"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
