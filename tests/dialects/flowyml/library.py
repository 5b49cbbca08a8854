"""A library of ours: others call `build`, nothing here does."""
from __future__ import annotations

from flowyml import Pipeline, context, step


@step(outputs=["events"])
def load_events(day: str):
    return []


def filter_step(country: str):
    @step(name=f"filter_{country}", inputs=["events"], outputs=[f"events_{country}"])
    def keep(events):
        return [e for e in events if e["country"] == country]

    return keep


def build_daily(day: str, gpu: bool = False) -> Pipeline:
    """The same steps whatever it is given."""
    pipeline = Pipeline("daily_events", context=context(day=day, gpu=gpu))
    pipeline.add_step(load_events)
    return pipeline


def build_for(countries: list[str], day: str = "today") -> Pipeline:
    """Its steps depend on what it is given."""
    pipeline = Pipeline("events_by_country", context=context(day=day))
    pipeline.add_step(load_events)
    for country in countries:
        pipeline.add_step(filter_step(country))
    return pipeline
