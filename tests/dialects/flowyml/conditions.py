"""Every spelling of "only if"."""
from flowyml import Condition, ConditionalBranch, Pipeline, context, step, when
from flowyml.core.conditional import condition

ctx = context(use_deep_features=True, min_quality=0.8)


@step(outputs=["quality"])
def measure():
    return {"quality_score": 0.85, "rows": 1000}


@step(inputs=["quality"], outputs=["enhanced"], condition=lambda quality_score, min_quality: quality_score < min_quality)
def enhance(quality):
    return {**quality, "quality_score": 0.95}


@step(inputs=["quality"], outputs=["deep"], condition=lambda use_deep_features: use_deep_features)
def deep_features(quality):
    return [quality["rows"]]


big_enough = Condition(lambda q: q["rows"] > 100)


@step(inputs=["quality"], outputs=["sample"])
@big_enough
def take_sample(quality):
    return quality["rows"] // 10


@step(inputs=["quality"], outputs=["everything"])
@condition(lambda inputs: inputs["quality"]["rows"] <= 100)
def take_everything(quality):
    return quality["rows"]


@step(inputs=["quality"], outputs=["label"])
@when(lambda q: q["rows"] > 0)
def label(quality):
    branch = ConditionalBranch()

    @branch.if_condition(lambda q: q["quality_score"] > 0.9)
    def good(q):
        return "good"

    @branch.else_condition()
    def poor(q):
        return "poor"

    return branch.execute(quality)


pipeline = Pipeline("conditional_features", context=ctx)
for s in (measure, enhance, deep_features, take_sample, take_everything, label):
    pipeline.add_step(s)
