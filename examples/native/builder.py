"""The training pipeline, put together step by step; names join the steps."""

from icefloe import Pipeline, context
from steps import evaluate, load_data, split_data, train

ctx = context(
    data_path="data/tumours.csv",
    test_size=0.2,
    n_estimators=100,
    random_state=42,
)

pipeline = Pipeline("ml_training", context=ctx)
pipeline.add_step(load_data)
pipeline.add_step(split_data)
pipeline.add_step(train)
pipeline.add_step(evaluate)
