from runnable import Pipeline, PythonTask


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=lambda: 3, returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
