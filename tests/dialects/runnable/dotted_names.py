from runnable import Pipeline, PythonTask, Stub


def hundred():
    return 100


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load.orders", function=hundred, returns=["orders"]),
            Stub(name="wait for 100%"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
