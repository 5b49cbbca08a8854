# The function that builds the pipeline is called twice in one run: the number goes up by two.
from pathlib import Path

from runnable import Pipeline, PythonTask

COUNTER = Path("runs.txt")


def work():
    return 1


def main():
    number = int(COUNTER.read_text()) + 1 if COUNTER.exists() else 1
    COUNTER.write_text(str(number))

    pipeline = Pipeline(steps=[PythonTask(name="work", function=work, returns=["done"])], name="numbered")
    pipeline.execute(tag=f"run-{number}")
    return pipeline


if __name__ == "__main__":
    main()
