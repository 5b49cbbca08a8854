from typing import Literal

from runnable import Conditional, Parallel, Pipeline, PythonTask, Stub


def judge() -> Literal["good", "bad"]:
    return "good"


def main():
    decide = Conditional(
        name="decide",
        parameter="verdict",
        branches={"good": Stub(name="keep").as_pipeline(), "bad": Stub(name="drop").as_pipeline()},
    )
    left = Pipeline(steps=[PythonTask(name="judge", function=judge, returns=["verdict"])])
    both = Parallel(name="both", branches={"left": left, "right": Stub(name="wait").as_pipeline()})
    pipeline = Pipeline(steps=[both, decide])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
