import pandas as pd
from flowyml import Pipeline, step, Dataset
# Define steps
@step(outputs=["raw_data"])
def extract() -> Dataset:
    df = pd.DataFrame({"val": [1, 2, 3, 4, 5]})
    return Dataset(df, name="raw_numbers")
@step(inputs=["raw_data"], outputs=["processed_data"])
def transform(raw_data: pd.DataFrame):
    return raw_data * 2
# Create pipeline
pipeline = Pipeline("etl_pipeline")
# Chaining steps
pipeline.add_step(extract).add_step(transform)
# Run the pipeline
result = pipeline.run()
if result.success:
    print(f"Pipeline run complete: {result.run_id}")
