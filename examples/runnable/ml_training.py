"""Train a random forest that tells malignant tumours from benign ones, as a runnable pipeline."""

from runnable import Pipeline, PythonTask, metric, pickled

from functions import evaluate_model, load_data, preprocess_data, train_model


def main():
    """Connect the tasks: the names of returns and of parameters join them."""
    pipeline = Pipeline(
        steps=[
            PythonTask(
                function=load_data,
                name="load_data",
                returns=[pickled("df")],
            ),
            PythonTask(
                function=preprocess_data,
                name="preprocess",
                returns=[pickled("preprocessed_data")],
            ),
            PythonTask(
                function=train_model,
                name="train",
                returns=[pickled("model_data")],
            ),
            PythonTask(
                function=evaluate_model,
                name="evaluate",
                returns=[metric("accuracy")],
            ),
        ]
    )

    pipeline.execute(parameters_file="parameters.yaml")
    return pipeline


if __name__ == "__main__":
    main()
