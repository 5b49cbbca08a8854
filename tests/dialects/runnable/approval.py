"""Orders above a limit go to a person, the rest are booked."""
from typing import Literal

from runnable import Conditional, Pipeline, PythonTask, ShellTask


def read_order():
    return {"id": 17, "total": 240.0, "currency": "EUR"}


def route(order: dict, limit: float = 500.0) -> Literal["book", "ask"]:
    return "book" if order["total"] < limit else "ask"


def booking_number() -> str:
    return "B-0017"


def close(order, booking=None):
    print("closed", order["id"], booking)


def main():
    book = PythonTask(name="book order", function=booking_number, returns=["booking"]).as_pipeline()
    ask = ShellTask(name="mail", command="echo 'please have a look'").as_pipeline()

    pipeline = Pipeline(
        steps=[
            PythonTask(name="read", function=read_order, returns=["order"]),
            PythonTask(name="route", function=route, returns=["decision"]),
            Conditional(name="which way", parameter="decision", branches={"book": book, "ask": ask}),
            PythonTask(name="close", function=close),
        ]
    )

    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
