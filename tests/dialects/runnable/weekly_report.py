"""The numbers in Python, the text in a notebook, the mail in a shell."""
from runnable import Catalog, NotebookTask, Pipeline, PythonTask, ShellTask, metric


def count_visits(week: int):
    return [(week * day) % 11 for day in range(1, 8)]


def main():
    visits = PythonTask(name="visits", function=count_visits, returns=["visits"])

    report = NotebookTask(
        name="report",
        notebook="notebooks/weekly_report.ipynb",
        returns=["headline", metric("average")],
        optional_ploomber_args={"progress_bar": False},
        catalog=Catalog(put=["notebooks/*_out.ipynb"]),
    )

    mail = ShellTask(name="mail", command='printf "Subject: %s\\n" "$headline"')

    pipeline = Pipeline(steps=[visits, report, mail])
    pipeline.execute(parameters_file="params/week.yaml")
    return pipeline


if __name__ == "__main__":
    main()
