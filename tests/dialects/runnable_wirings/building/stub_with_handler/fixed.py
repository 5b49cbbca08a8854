from runnable import Pipeline, PythonTask, Stub


def load() -> int:
    return 1


def use(rows: int):
    print(f"received: {rows!r}")


def main():
    rescue = Stub(name="rescue").as_pipeline()
    pipeline = Pipeline(
        steps=[
            Stub(name="begin"),
            PythonTask(name="load", function=load, returns=["rows"], on_failure=rescue),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
