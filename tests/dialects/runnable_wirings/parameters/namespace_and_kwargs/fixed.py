import argparse

from runnable import Pipeline, PythonTask


def load() -> int:
    return 3


def use(args: argparse.Namespace):
    print(f"received: {args.rows!r}")


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
