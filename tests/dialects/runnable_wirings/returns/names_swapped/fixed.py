from runnable import Pipeline, PythonTask


def split() -> tuple[str, int]:
    return "north", 3


def use(region: str, sold: int):
    print(f"received: {region!r} {sold!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="split", function=split, returns=["region", "sold"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
