# Covers: `@dynamic` called in a pipeline function: with a loop that its code shows (a template), and without (FLO177).
from icefloe import Pipeline, dynamic, pipeline, step


@step(outputs=["regions"])
def regions(path: str) -> list[str]:
    return ["north"]


@step(outputs=["table"])
def load(region: str) -> list:
    return []


@step(inputs=["table"], outputs=["forecast"])
def forecast(table: list, horizon: int = 7) -> float:
    return 1.0


@step
def publish(results): ...


@dynamic(outputs=["forecast"])
def one_region(region: str, horizon: int = 14) -> Pipeline:
    p = Pipeline("one-region")
    p.add_step(load)
    p.add_step(forecast)
    return p


@dynamic
def by_plugin(name: str):
    import plugins

    return plugins.load(name).pipeline()


@pipeline
def forecasts(path: str, horizon: int = 7, plugin: str = "none"):
    names = regions(path)
    publish(one_region(names[0], horizon))
    return by_plugin(plugin)
