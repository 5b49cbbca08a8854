from flowyml import Pipeline, step, context

ctx = context(min_rows=100, max_missing=0.1)


@step(outputs=["patients"])
def load_patients():
    import pandas as pd
    return pd.read_csv("patients.csv")


@step(inputs=["patients"])
def check_schema(patients):
    expected = {"id", "age", "outcome"}
    missing = expected - set(patients.columns)
    if missing:
        raise ValueError(f"missing columns: {missing}")


@step(inputs=["patients"])
def check_quality(patients, min_rows: int, max_missing: float):
    assert len(patients) >= min_rows, "too few rows"
    assert patients.isna().mean().max() <= max_missing, "too many gaps"


@step(inputs=["patients"], outputs=["model"])
def train_model(patients):
    return patients.groupby("age").outcome.mean()


@step(inputs=["patients"])
def show(patients):
    print(patients.head())


@step(inputs=["model"], outputs=["card"])
def write_model_card(model):
    return f"{len(model)} groups"


pipeline = Pipeline("hospital", context=ctx)
pipeline.add_step(load_patients)
pipeline.add_step(check_schema)
pipeline.add_step(check_quality)
pipeline.add_step(train_model)
pipeline.add_step(show)
pipeline.add_step(write_model_card)
