from runnable import Pipeline, PythonTask


class Counter:
    def count(self) -> int:
        return 3


def count() -> int:
    return Counter().count()


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=count, returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
