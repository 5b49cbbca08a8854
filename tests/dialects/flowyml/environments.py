"""dev and prod with the same code."""
from flowyml import LocalStack, Pipeline, context, step

ENVIRONMENTS = {
    "dev": dict(data_path="sample.csv", rows=1_000),
    "prod": dict(data_path="gs://warehouse/full.csv", rows=10_000_000),
}


@step(outputs=["table"])
def read_table(data_path: str, rows: int):
    import pandas as pd
    return pd.read_csv(data_path, nrows=rows)


@step(inputs=["table"], outputs=["profile"])
def profile(table):
    return table.describe()


def create_pipeline(environment: str = "dev") -> Pipeline:
    stack = LocalStack(name=environment, artifact_path=f".flowyml/{environment}") if environment == "dev" else environment
    pipeline = Pipeline(f"profile_{environment}", context=context(**ENVIRONMENTS[environment]), stack=stack)
    return pipeline.add_step(read_table).add_step(profile)


dev = create_pipeline()
prod = create_pipeline("prod")
