"""A Conditional inside a Map, and a Parallel inside a Conditional."""
from runnable import Conditional, Map, Parallel, Pipeline, PythonTask, ShellTask, Stub


def find_photos():
    return ["beach", "receipt", "cat"], "full"


def classify(photo: str):
    return "document" if photo == "receipt" else "picture"


def sharpness():
    return 0.7


def colours():
    return ["red", "green"]


def albums(kind: list[str], sharp=None, palette=None):
    print(kind, sharp, palette)


def looks():
    return Parallel(
        name="looks",
        branches={
            "sharp": PythonTask(name="sharp", function=sharpness, returns=["sharp"]).as_pipeline(),
            "colour": PythonTask(name="colour", function=colours, returns=["palette"]).as_pipeline(),
        },
    )


def sort_photos():
    # `mode` is made by the chain itself, so that the Conditional in the branch can see it
    detail = Conditional(
        name="detail",
        parameter="mode",
        branches={
            "full": Pipeline(steps=[looks()]),
            "quick": Stub(name="nothing to do").as_pipeline(),
        },
    )
    one_photo = Pipeline(
        steps=[
            PythonTask(name="classify", function=classify, returns=["kind"]),
            detail,
            ShellTask(name="note", command="echo done"),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="find", function=find_photos, returns=["photos", "mode"]),
            Map(name="photos", branch=one_photo, iterate_on="photos", iterate_as="photo"),
            PythonTask(name="albums", function=albums),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    sort_photos()
