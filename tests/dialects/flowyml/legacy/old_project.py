"""Written for FlowyML 1.7: groups, projects, two steps of one name that 1.7 silently merged."""
from flowyml import Pipeline, context, step
from flowyml.core.project import Project

ctx = context(country="AT", horizon=14)


@step(outputs=["cases"], execution_group="ingest", resources={"cpu": "500m", "memory": "512Mi"})
def fetch(country: str):
    return [1, 2, 3]


@step(inputs=["cases"], outputs=["weekly"], execution_group="ingest", resources={"cpu": "2", "memory": "1Gi"})
def aggregate(cases):
    return [sum(cases)]


def smoother(window: int):
    @step(inputs=["weekly"], outputs=[f"smooth_{window}"])
    def smooth(weekly):
        return [sum(weekly[-window:]) / window]
    return smooth


@step(inputs=["smooth_3", "smooth_7"], outputs=["forecast"])
def predict(smooth_3, smooth_7, horizon: int):
    return (smooth_3 + smooth_7) * horizon


project = Project("epidemics", description="Weekly forecast")
pipeline = project.create_pipeline("weekly_forecast", context=ctx)
pipeline.add_step(fetch)
pipeline.add_step(aggregate)
for window in (3, 7):
    pipeline.add_step(smoother(window))
pipeline.add_step(predict)

if __name__ == "__main__":
    result = pipeline.run()
    print(project.get_stats())
