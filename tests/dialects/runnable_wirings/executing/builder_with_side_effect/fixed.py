from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def note() -> int:
    with open("runs.txt", "a") as runs:
        runs.write("one run\n")
    print(f"received: {open('runs.txt').read().count('one run')} runs")
    return 1


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["rows"]),
            PythonTask(name="note", function=note),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
