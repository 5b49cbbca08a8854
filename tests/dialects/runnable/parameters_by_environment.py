# python parameters_by_environment.py, or: PARAMETERS=params/week.yaml python parameters_by_environment.py
# RUNNABLE_PRM_Max_Rows=5 sets nothing: runnable makes its name small letters
import os

from runnable import Pipeline, PythonTask


def read(week: int = 1, Max_Rows: int = 3):
    return list(range(week, week + Max_Rows))


def write(rows: list[int], title="none"):
    print(title, rows)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="read", function=read, returns=["rows"]),
            PythonTask(name="write", function=write),
        ]
    )
    pipeline.execute(parameters_file=os.environ.get("PARAMETERS", ""))
    return pipeline


if __name__ == "__main__":
    main()
