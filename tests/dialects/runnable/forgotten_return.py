"""Builds, executes, and does not give the pipeline back."""
from runnable import Pipeline, PythonTask, ShellTask


def weight():
    return 12.5


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="weigh", function=weight, returns=["kilograms"]),
            ShellTask(name="print", command="echo $kilograms kg"),
        ]
    )
    pipeline.execute()


if __name__ == "__main__":
    main()
