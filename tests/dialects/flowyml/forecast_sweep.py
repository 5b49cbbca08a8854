from flowyml import Pipeline, step, context

HORIZONS = [1, 7, 28]
MODELS = {
    "naive": {"seasonal": False},
    "ets": {"seasonal": True},
}

pipeline = Pipeline("demand_forecast", context=context(store=12))


@step(outputs=["sales"])
def load_sales(store: int):
    return list(range(365))


pipeline.add_step(load_sales)


def make_forecast_step(kind: str, horizon: int, seasonal: bool):
    """One training step per model and horizon."""

    @step(name=f"forecast_{kind}_{horizon}", inputs=["sales"], outputs=[f"forecast_{kind}_{horizon}"])
    def forecast(sales):
        last = sales[-7:] if seasonal else sales[-1:]
        return (last * horizon)[:horizon]

    return forecast


names = []
for kind, options in MODELS.items():
    for horizon in HORIZONS:
        pipeline.add_step(make_forecast_step(kind, horizon, **options))
        names.append(f"forecast_{kind}_{horizon}")


@step(inputs=names, outputs=["best"])
def choose(**forecasts):
    return min(forecasts, key=lambda name: sum(forecasts[name]))


pipeline.add_step(choose)
