# No function around it: runnable cannot find it again, `icefloe` can.
from runnable import Pipeline, PythonTask


def temperatures() -> list[float]:
    return [12.5, 14.0, 11.5]


def mean(temperatures: list[float]) -> float:
    return sum(temperatures) / len(temperatures)


pipeline = Pipeline(
    steps=[
        PythonTask(function=temperatures, name="temperatures", returns=["temperatures"]),
        PythonTask(function=mean, name="mean", returns=["average"]),
    ]
)

if __name__ == "__main__":
    pipeline.execute()
