"""Train a model on last week's orders, and tell who asked for it."""

from flowyml import Pipeline, context, step

ctx = context(rate=0.1, epochs=10)


@step(outputs=["orders"])
def load_orders() -> list[dict[str, int]]:
    """Read the orders."""
    return [{"id": 1, "price": 10}, {"id": 2, "price": 12}]


@step(inputs=["orders"], outputs=["clean"])
def clean_orders(orders: list[dict[str, int]]) -> list[dict[str, int]]:
    """Drop what has no price."""
    return [order for order in orders if order["price"] > 0]


@step(inputs=["clean"], outputs=["features"])
def make_features(clean: list[dict[str, int]]) -> list[float]:
    """Say each order in numbers."""
    return [order["price"] / 100 for order in clean]


@step(inputs=["features"], outputs=["model"], retry=2)
def train(features: list[float], rate: float, epochs: int) -> dict[str, float]:
    """Fit a line."""
    weight = 0.0
    for _ in range(epochs):
        for feature in features:
            weight += rate * (feature - weight)
    return {"weight": weight}


@step(inputs=["model", "features"], outputs=["score"])
def evaluate(model: dict[str, float], features: list[float]) -> float:
    """Tell how far the model is off."""
    errors = [abs(model["weight"] - feature) for feature in features]
    return sum(errors) / len(errors)


@step(inputs=["score"])
def tell(score: float) -> None:
    """Say how it went."""
    print(f"score: {score:.3f}")


pipeline = Pipeline("training", context=ctx)
pipeline.add_step(load_orders)
pipeline.add_step(clean_orders)
pipeline.add_step(make_features)
pipeline.add_step(train)
pipeline.add_step(evaluate)
pipeline.add_step(tell)

if __name__ == "__main__":
    print(pipeline.run())
