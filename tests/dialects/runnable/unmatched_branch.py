from typing import Literal

from runnable import Conditional, Pipeline, PythonTask, Stub


def size() -> Literal["small", "medium", "large"]:
    return "medium"


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="size", function=size, returns=["size"]),
            Conditional(
                name="parcel",
                parameter="size",
                branches={
                    "small": Stub(name="letter").as_pipeline(),
                    "large": Stub(name="pallet").as_pipeline(),
                },
            ),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
