"""Train a model on last week's orders, and tell who asked for it."""

from runnable import Pipeline, PythonTask, pickled


def load_orders():
    """Read the orders."""
    return [{"id": 1, "price": 10}, {"id": 2, "price": 12}]


def clean_orders(orders):
    """Drop what has no price."""
    return [order for order in orders if order["price"] > 0]


def make_features(clean):
    """Say each order in numbers."""
    return [order["price"] / 100 for order in clean]


def train(features):
    """Fit a line."""
    weight = 0.0
    for _ in range(10):
        for feature in features:
            weight += 0.1 * (feature - weight)
    return weight


def tell(weight):
    """Say how it went."""
    print(f"weight: {weight:.3f}")


def main():
    """The pipeline."""
    load = PythonTask(name="load", function=load_orders, returns=[pickled("orders")])
    clean = PythonTask(name="clean", function=clean_orders, returns=[pickled("clean")])
    features = PythonTask(name="features", function=make_features, returns=[pickled("features")])
    fit = PythonTask(name="train", function=train, returns=["weight"])
    say = PythonTask(name="tell", function=tell)

    pipeline = Pipeline(steps=[load, clean, features, fit, say])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
