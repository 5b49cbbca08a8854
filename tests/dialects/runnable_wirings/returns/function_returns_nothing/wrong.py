from runnable import Pipeline, PythonTask


def load():
    rows = [1, 2]
    rows.append(3)


def use(rows):
    print(f"received: {rows!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["rows"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
