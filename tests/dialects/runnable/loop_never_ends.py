# `break_on` asks for a name that nothing in the branch returns, and the index is no argument.
from runnable import Loop, Pipeline, PythonTask


def improve(quality: float = 0.5):
    return min(1.0, quality + 0.2)


def good_enough(quality: float, round_number: int = 0) -> bool:
    return quality > 0.8 and round_number > 0


def polish():
    branch = Pipeline(
        steps=[
            PythonTask(name="improve", function=improve, returns=["quality"]),
            PythonTask(name="good enough", function=good_enough, returns=["good"]),
        ]
    )
    pipeline = Pipeline(
        steps=[Loop(name="polish", branch=branch, max_iterations=3, break_on="finished", index_as="round_number")]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    polish()
