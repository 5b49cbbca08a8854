from runnable import Pipeline, PythonTask


def load() -> dict:
    return {"size": 12}


def use(options: dict):
    print(f"received: {options!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["options"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
