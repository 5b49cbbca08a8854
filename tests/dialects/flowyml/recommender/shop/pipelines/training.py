from flowyml import Pipeline, context
from shop import steps
from shop.settings import Settings


def create(settings: Settings | None = None) -> Pipeline:
    settings = settings or Settings()
    ctx = context(factors=settings.factors, k=settings.k)
    return (
        Pipeline("recommender", context=ctx, project_name=settings.project)
        .add_step(steps.load_events)
        .add_step(steps.load_items)
        .add_step(steps.factorise)
        .add_step(steps.evaluate)
        .add_step(steps.publish)
    )
