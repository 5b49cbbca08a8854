# Covers: `@when` and `@unless` on steps of a pipeline function, alone and under an `if`.
from icefloe import pipeline, step, unless, when


@step
def measure() -> dict:
    return {"drift": 0.2, "rows": 10}


def drifted(stats, limit):
    return stats["drift"] > limit


@step
@when(drifted)
def retrain(stats: dict, limit: float = 0.1) -> str:
    return "model"


@step
@unless(lambda stats: stats["rows"] == 0)
def archive(stats: dict) -> str:
    return "path"


@step
def tell(model: str | None = None): ...


@pipeline
def watch(limit: float = 0.3, keep: bool = True):
    stats = measure()
    model = retrain(stats, limit)
    if keep:
        archive(stats)
    tell(model)
