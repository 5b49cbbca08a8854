"""Composites in composites: a Parallel and a Map inside a branch of a Conditional."""
from runnable import Conditional, Map, Parallel, Pipeline, PythonTask, ShellTask, Stub


def find_photos():
    return ["beach", "receipt", "cat"], "full"


def classify(photo: str):
    return "document" if photo == "receipt" else "picture"


def sharpness():
    return 0.7


def colours():
    return ["red", "green"]


def contrast(palette: list, sharp=0.5):
    return len(palette) * sharp


def albums(photos: list[str], kind="unknown", sharp=None, palette=None, contrast=0.0):
    print(photos, kind, sharp, palette, contrast)


def looks():
    return Parallel(
        name="looks",
        branches={
            "sharp": PythonTask(name="sharp", function=sharpness, returns=["sharp"]).as_pipeline(),
            "colour": PythonTask(name="colour", function=colours, returns=["palette"]).as_pipeline(),
        },
    )


def sort_photos():
    one_photo = Pipeline(
        steps=[
            PythonTask(name="classify", function=classify, returns=["kind"]),
            ShellTask(name="note", command="echo $photo"),
        ]
    )
    # the Map and its list: a branch of a Conditional cannot see `photos`, a Map always can
    thorough = Pipeline(
        steps=[
            looks(),
            PythonTask(name="contrast", function=contrast, returns=["contrast"]),
            Map(name="photos", branch=one_photo, iterate_on="photos", iterate_as="photo", reducer="max"),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="find", function=find_photos, returns=["photos", "mode"]),
            Conditional(
                name="detail",
                parameter="mode",
                branches={"full": thorough, "quick": Stub(name="nothing to do").as_pipeline()},
            ),
            PythonTask(name="albums", function=albums),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    sort_photos()
