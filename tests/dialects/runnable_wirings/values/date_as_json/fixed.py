from datetime import date

from runnable import Pipeline, PythonTask, pickled


def load() -> date:
    return date(2026, 11, 21)


def use(day: date):
    print(f"received: {day!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=[pickled("day")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
