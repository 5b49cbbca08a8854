from runnable import Pipeline, PythonTask


def load() -> bool:
    return False


def use(verbose: bool):
    print(f"received: {verbose!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["verbose"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
