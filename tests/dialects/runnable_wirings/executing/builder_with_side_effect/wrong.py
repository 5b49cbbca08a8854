from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def main():
    with open("runs.txt", "a") as runs:
        runs.write("one run\n")
    print(f"received: {open('runs.txt').read().count('one run')} runs")
    pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
