"""Annotations that runnable cannot call, and some that it does not look at."""
from typing import Optional, Union

from runnable import Pipeline, PythonTask


def limits():
    return 5, 10, "soft", 3


def check(low: int | None, high: "int", extra=3) -> int:
    return (high or 0) - (low or 0)


def strict(upper: Optional[int]):
    return upper


def either(extra: Union[int, str]):
    return str(extra)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="limits", function=limits, returns=["low", "high", "mode", "upper"]),
            PythonTask(name="check", function=check, returns=["extra"]),
            PythonTask(name="strict", function=strict),
            PythonTask(name="either", function=either),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
