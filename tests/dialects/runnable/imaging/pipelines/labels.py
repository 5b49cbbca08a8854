# python pipelines/labels.py, from the folder above
from imaging import pictures
from runnable import Pipeline, PythonTask, metric, pickled


def labels():
    pipeline = Pipeline(
        description="Label pictures as bright or dark",
        steps=[
            PythonTask(name="load", function=pictures.load, returns=[pickled("pictures")]),
            PythonTask(name="normalise", function=pictures.normalise, returns=[pickled("normalised")]),
            PythonTask(name="fit", function=pictures.fit, returns=[pickled("classifier")]),
            PythonTask(name="label", function=pictures.label, returns=["labels", metric("share")]),
            PythonTask(name="show", function=pictures.show),
        ],
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    labels()
