"""Learning-rate experiments: a pipeline for each value."""
from flowyml import Pipeline, context, step

RESULTS = []


def run_experiment():
    for lr in [0.001, 0.01, 0.1]:
        ctx = context(learning_rate=lr, epochs=10)

        @step(outputs=["metrics"], register=False)
        def train_and_evaluate(learning_rate: float, epochs: int):
            accuracy = min(0.8 + learning_rate * 10, 0.99)
            return {"accuracy": accuracy, "epochs": epochs}

        pipeline = Pipeline(f"exp_lr_{lr}", context=ctx)
        pipeline.add_step(train_and_evaluate)
        result = pipeline.run()
        RESULTS.append({"lr": lr, "metrics": result["metrics"]})


if __name__ == "__main__":
    run_experiment()
    best = max(RESULTS, key=lambda r: r["metrics"]["accuracy"])
    print("best learning rate:", best["lr"])
