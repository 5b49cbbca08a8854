from flowyml import Pipeline, step, context, If

ctx = context(threshold=0.9, registry="models/")


@step(outputs=["dataset"])
def load():
    return list(range(100))


@step(inputs=["dataset"], outputs=["model"])
def train(dataset):
    return {"n": len(dataset)}


@step(inputs=["model", "dataset"], outputs=["accuracy"])
def evaluate_model(model, dataset) -> float:
    return 0.93


@step(inputs=["model"], outputs=["deployment"])
def deploy_model(model, registry: str):
    print("deploying to", registry)
    return f"{registry}model.bin"


@step(inputs=["dataset"], outputs=["retrained"])
def retrain_model(dataset):
    return {"n": len(dataset), "round": 2}


pipeline = Pipeline("deploy_if_good", context=ctx)
pipeline.add_step(load)
pipeline.add_step(train)
pipeline.add_step(evaluate_model)
pipeline.add_control_flow(
    If(
        condition=lambda ctx: ctx.steps["evaluate_model"].outputs["accuracy"] > ctx.params["threshold"],
        then_step=deploy_model,
        else_step=retrain_model,
    )
)

result = pipeline.run()
