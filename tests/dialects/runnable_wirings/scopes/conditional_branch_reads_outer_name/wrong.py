from typing import Literal

from runnable import Conditional, Pipeline, PythonTask


def evaluate() -> tuple[Literal["good", "bad"], float]:
    return "good", 0.93


def publish(score: float):
    print(f"received: score={score!r}")


def discard():
    print("discarded")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="evaluate", function=evaluate, returns=["verdict", "score"]),
            Conditional(
                name="decide",
                parameter="verdict",
                branches={
                    "good": PythonTask(name="publish", function=publish).as_pipeline(),
                    "bad": PythonTask(name="discard", function=discard).as_pipeline(),
                },
            ),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
