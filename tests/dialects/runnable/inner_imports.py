# Imports inside of the function, as people do to start faster; a star import for the functions.
from yaml_functions import *


def main():
    from runnable import Pipeline, PythonTask
    from runnable import pickled as keep

    steps = [
        PythonTask(name="read", function=read_meter, returns=[keep("readings")]),
        PythonTask(name="clean", function=clean, returns=["cleaned"]),
        PythonTask(name="sum up", function=summarise, returns=["average", "used"]),
        PythonTask(name="report", function=write_report),
    ]
    pipeline = Pipeline(steps=steps)
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
