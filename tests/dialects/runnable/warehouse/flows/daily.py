"""The daily mart: PYTHONPATH=. python flows/daily.py"""
from flows.common import extract, rejects
from lib.tables import by_city, join, write_marts
from runnable import Catalog, Parallel, Pipeline, PythonTask, ShellTask, pickled


def daily_mart():
    marts = PythonTask(
        name="write marts",
        function=write_marts,
        catalog=Catalog(put=["mart.*", "cities.txt"]),
        on_failure=rejects(),
    )
    ship = Parallel(
        name="ship",
        branches={
            "cities": ShellTask(
                name="cities", command="cat cities.txt", catalog=Catalog(get=["cities.txt"])
            ).as_pipeline(),
            "mart": ShellTask(name="mart", command="wc -l mart.csv", catalog=Catalog(get=["mart.csv"])).as_pipeline(),
        },
    )
    pipeline = Pipeline(
        name="daily mart",
        steps=[
            *extract(),
            PythonTask(name="join", function=join, returns=[pickled("joined")]),
            PythonTask(name="by city", function=by_city, returns=["by_city"]),
            marts,
            ship,
        ],
    )
    pipeline.execute(log_level="WARNING")
    return pipeline


if __name__ == "__main__":
    daily_mart()
