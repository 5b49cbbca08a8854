"""A search whose size is decided by an earlier step."""
from flowyml import Pipeline, context, dynamic, step


@step(outputs=["config"])
def choose_grid(budget: int) -> dict:
    return {"learning_rates": [0.1 / (i + 1) for i in range(budget)]}


def train_model(learning_rate):
    return {"lr": learning_rate, "loss": abs(learning_rate - 0.03)}


@dynamic(outputs=["models"])
def hyperparameter_search(config: dict):
    sub = Pipeline("hp_search")
    for lr in config["learning_rates"]:

        @step(outputs=[f"model_lr_{lr}"])
        def train(learning_rate=lr):
            return train_model(learning_rate)

        sub.add_step(train)
    return sub


@step(inputs=["models"], outputs=["best"])
def pick(models):
    return min(models, key=lambda m: m["loss"])


pipeline = Pipeline("hp_tuning", context=context(budget=4))
pipeline.add_step(choose_grid)
pipeline.add_step(hyperparameter_search)
pipeline.add_step(pick)
