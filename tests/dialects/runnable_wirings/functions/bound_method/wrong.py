from runnable import Pipeline, PythonTask


class Counter:
    def count(self) -> int:
        return 3


counter = Counter()


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=counter.count, returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
