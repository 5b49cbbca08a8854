from runnable import Pipeline, PythonTask, pickled


class Mean:
    def __init__(self, value: float):
        self.value = value

    def __reduce__(self):
        return (Mean, (self.value,))


def fit() -> Mean:
    return Mean(2.5)


def use(model: Mean):
    print(f"received: {model.value!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="fit", function=fit, returns=[pickled("model")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
