"""One notebook, run once for each month."""
from runnable import Map, NotebookTask, Pipeline, PythonTask


def months():
    return ["jan", "feb", "mar"]


def year(line: list[str], sold: list[int]):
    print("\n".join(line), sum(sold), sep="\n")


def main():
    month = NotebookTask(name="month", notebook="notebooks/month.ipynb", returns=["line", "sold"])
    pipeline = Pipeline(
        steps=[
            PythonTask(name="months", function=months, returns=["months"]),
            Map(name="each month", branch=month.as_pipeline(), iterate_on="months", iterate_as="month"),
            PythonTask(name="year", function=year),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
