"""The context decides which steps there are."""
from flowyml import Pipeline, context, step

ctx = context(
    models=["ridge", "lasso"],
    n_folds=5,
    with_report=True,
    alpha=0.1,
)


@step(outputs=["folds"])
def make_folds(n_folds: int):
    return list(range(n_folds))


def trainer(kind):
    @step(name=f"train_{kind}", inputs=["folds"], outputs=[f"{kind}_score"])
    def train(folds, alpha: float):
        return len(folds) * alpha

    return train


@step(outputs=["report"])
def report(ridge_score, lasso_score):
    return max(ridge_score, lasso_score)


pipeline = Pipeline("model_choice", context=ctx)
pipeline.add_step(make_folds)
for model in ctx["models"]:
    pipeline.add_step(trainer(model))
if "with_report" in ctx and ctx.with_report:
    pipeline.add_step(report)
print("folds:", ctx.get("n_folds", 3))
