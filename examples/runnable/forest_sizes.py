"""Try forests of several sizes, pick the best one, and say whether it is good enough.

The list of sizes is a parameter, so a run may try others: RUNNABLE_PRM_sizes='[10, 40]'.
"""

from runnable import Conditional, Map, Pipeline, PythonTask, ShellTask, metric

from functions import forest_accuracy, good_enough, pick_best


def main():
    """A Map, what is made of its list, and two ways to end."""
    # The tasks of a branch see the element and what the branch itself returns, but nothing of what is around it:
    # that is why `forest_accuracy` loads the data itself.
    one_size = Pipeline(
        steps=[
            PythonTask(
                name="train and score",  # icefloe: ignore[FLO807] it sees nothing of what is around its branch
                function=forest_accuracy,
                returns=["accuracies"],
            ),
        ]
    )

    # `str(worthwhile)` picks the branch, so there is one for each value that it can have. Both give `verdict`.
    good = ShellTask(name="good", command="export verdict='worth a report'", returns=["verdict"])
    poor = ShellTask(name="poor", command="export verdict='not worth it'", returns=["verdict"])

    pipeline = Pipeline(
        steps=[
            Map(name="sizes", branch=one_size, iterate_on="sizes", iterate_as="size"),
            PythonTask(
                name="pick the best",
                function=pick_best,
                returns=["best_size", metric("best_accuracy")],
            ),
            PythonTask(
                name="good enough",
                function=good_enough,
                returns=["worthwhile"],
            ),
            Conditional(
                name="decide",
                parameter="worthwhile",
                branches={"True": good.as_pipeline(), "False": poor.as_pipeline()},
            ),
            ShellTask(name="report", command='echo "$best_size trees: $best_accuracy, $verdict"'),
        ]
    )

    pipeline.execute(parameters_file="forest_sizes.yaml")
    return pipeline


if __name__ == "__main__":
    main()
