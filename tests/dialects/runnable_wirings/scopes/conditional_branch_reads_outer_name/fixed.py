from typing import Literal

from runnable import Conditional, Pipeline, PythonTask


def evaluate() -> tuple[Literal["good", "bad"], float]:
    return "good", 0.93


def announce(score: float):
    print(f"received: score={score!r}")


def publish():
    print("published")


def discard():
    print("discarded")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="evaluate", function=evaluate, returns=["verdict", "score"]),
            PythonTask(name="announce", function=announce),
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
