import os

from runnable import Pipeline, PythonTask


def first():
    print("needs no secret")


def second():
    print(f"received: {os.environ['API_KEY']!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="first", function=first),
            PythonTask(name="second", function=second, secrets=["API_KEY"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
