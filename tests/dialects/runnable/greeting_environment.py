"""The parameters are set in the environment, by the file itself."""
import os

from runnable import Pipeline, PythonTask

os.environ["RUNNABLE_PRM_person"] = "Ada"
os.environ["RUNNABLE_PRM_times"] = "2"


def greet(person: str, times: int):
    return [f"Hello {person}"] * times


def shout(greetings: list[str], mark: str = "!"):
    print(*(text.upper() + mark for text in greetings))


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="greet", function=greet, returns=["greetings"]),
            PythonTask(name="shout", function=shout),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
