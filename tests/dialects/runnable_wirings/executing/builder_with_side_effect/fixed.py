from runnable import Pipeline, PythonTask


def note():
    with open("runs.txt", "a") as runs:
        runs.write("one run\n")


def look():
    with open("runs.txt") as runs:
        print(f"received: {len(runs.readlines())} lines")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="note", function=note),
            PythonTask(name="look", function=look),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
