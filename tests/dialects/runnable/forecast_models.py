"""The first try at a forecast for each store: the models themselves come out of the Map, as a list in JSON."""

from runnable import Map, Pipeline, PythonTask, json, pickled


class Forecaster:
    def __init__(self, level):
        self.level = level

    def predict(self, steps):
        return [round(self.level * (1 + 0.01 * i), 2) for i in range(steps)]


def history(store):
    return [len(store) * 10.0 + week for week in range(8)]


def fit(history):
    return Forecaster(sum(history) / len(history))


def forecast(forecaster, store: str, weeks: int = 4):
    return {"store": store, "next": forecaster.predict(weeks)}


def rank(forecast, horizon: int):
    # one entry per store
    best = max(forecast, key=lambda one: sum(one["next"][:horizon]))
    return best["store"]


per_store = Pipeline(
    steps=[
        PythonTask(name="history", function=history, returns=["history"]),
        PythonTask(name="fit", function=fit, returns=[pickled("forecaster")]),
        PythonTask(name="forecast", function=forecast, returns=[json("forecast")]),
    ]
)


def run_forecasts():
    pipeline = Pipeline(
        steps=[
            Map(name="stores", branch=per_store, iterate_on="stores", iterate_as="store"),
            PythonTask(name="rank", function=rank, returns=["best_store"]),
        ]
    )
    pipeline.execute(parameters_file="params/stores.yml")
    return pipeline


if __name__ == "__main__":
    run_forecasts()
