"""A forecast for each store; the list of stores comes from the parameters file."""

from runnable import Map, Pipeline, PythonTask, json


def history(store):
    return [len(store) * 10.0 + week for week in range(8)]


def fit(history):
    return sum(history) / len(history)


def forecast(level: float, store: str, weeks: int = 4):
    return {"store": store, "next": [round(level * (1 + 0.01 * week), 2) for week in range(weeks)]}


def rank(forecast, horizon: int):
    # one entry per store
    best = max(forecast, key=lambda one: sum(one["next"][:horizon]))
    return best["store"]


per_store = Pipeline(
    steps=[
        PythonTask(name="history", function=history, returns=["history"]),
        PythonTask(name="fit", function=fit, returns=["level"]),
        PythonTask(name="forecast", function=forecast, returns=[json("forecast")]),
    ]
)


def forecasts():
    return Pipeline(
        steps=[
            Map(name="stores", branch=per_store, iterate_on="stores", iterate_as="store"),
            PythonTask(name="rank", function=rank, returns=["best_store"]),
        ]
    )


def run_forecasts():
    pipeline = forecasts()
    pipeline.execute(parameters_file="params/stores.yml")
    return pipeline


def dry_run():
    # nothing is computed but the rank, which is patched
    pipeline = forecasts()
    pipeline.execute(parameters_file="params/stores.yml", configuration_file="configs/mocked.yaml")
    return pipeline


if __name__ == "__main__":
    run_forecasts()
