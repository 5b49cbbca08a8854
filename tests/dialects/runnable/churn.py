"""Train the churn model.

    python churn.py
"""
from churn_functions import fit, load_customers, score, split
from runnable import Pipeline, PythonTask, metric, pickled


def main():
    load_task = PythonTask(
        name="load customers",
        function=load_customers,
        returns=[pickled("customers")],
    )

    split_task = PythonTask(
        name="split",
        function=split,
        returns=[pickled("train"), pickled("test")],
    )

    fit_task = PythonTask(name="fit", function=fit, returns=[pickled("model")])

    score_task = PythonTask(
        name="score",
        function=score,
        returns=[metric("accuracy"), "tested_on"],
    )

    pipeline = Pipeline(steps=[load_task, split_task, fit_task, score_task], name="churn")

    pipeline.execute(parameters_file="params/churn.yaml", run_id="", tag="weekly", log_level="INFO")

    return pipeline


if __name__ == "__main__":
    main()
