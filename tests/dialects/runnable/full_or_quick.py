"""Which steps there are depends on the environment of the machine that builds the pipeline."""
import os

from runnable import Pipeline, PythonTask


def quick_look():
    return 1


def deep_look(found: int):
    return found + 1


def main():
    steps = [PythonTask(name="quick", function=quick_look, returns=["found"])]
    if os.environ.get("FULL_SCAN"):
        steps.append(PythonTask(name="deep", function=deep_look, returns=["found"]))
    pipeline = Pipeline(steps=steps)
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
