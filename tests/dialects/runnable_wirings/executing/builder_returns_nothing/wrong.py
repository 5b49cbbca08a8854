from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def main():
    pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"])])
    pipeline.execute()


if __name__ == "__main__":
    main()
