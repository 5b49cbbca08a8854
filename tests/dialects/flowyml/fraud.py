from typing import Any

from flowyml import Pipeline, step, context, when, unless


@step(outputs=["transactions"])
def load_transactions(n_days: int) -> dict[str, Any]:
    return {"rows": [], "fraud_rate": 0.02, "n": 0}


@step(inputs=["transactions"], outputs=["balanced"])
@when(lambda transactions: transactions["fraud_rate"] < 0.05)
def oversample(transactions):
    from imblearn.over_sampling import SMOTE
    return SMOTE().fit_resample(transactions["rows"])


@step(inputs=["transactions"], outputs=["alert"])
@unless(lambda transactions: transactions["n"] > 1000)
def alert_low_volume(transactions):
    return f"only {transactions['n']} transactions"


def is_rich_enough(transactions):
    return transactions["n"] > 100 and transactions["fraud_rate"] > 0


@step(inputs=["transactions"], outputs=["model"])
@when(is_rich_enough)
def train(transactions, balanced=None, max_depth: int = 6):
    data = balanced if balanced is not None else transactions["rows"]
    return ("tree", max_depth, len(data))


@step(inputs=["model", "alert"], outputs=["report"])
def report(model=None, alert: str | None = None):
    return {"trained": model is not None, "alert": alert}


pipeline = Pipeline("fraud_detection", context=context(n_days=30, max_depth=8))
pipeline.add_step(load_transactions)
pipeline.add_step(oversample)
pipeline.add_step(alert_low_volume)
pipeline.add_step(train)
pipeline.add_step(report)

if __name__ == '__main__':
    r = pipeline.run()
    print('✅' if r.success else '❌', r.duration_seconds)
