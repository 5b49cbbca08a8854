import os

from runnable import Pipeline, PythonTask


def first():
    print(f"received: {os.environ['API_KEY']!r}")


def second():
    print(f"received: {os.environ['API_KEY']!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="first", function=first, secrets=["API_KEY"]),
            PythonTask(name="second", function=second, secrets=["API_KEY"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
