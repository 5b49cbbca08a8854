from flowyml import Pipeline
# Automatically creates a VersionedPipeline under the hood
pipeline = Pipeline("training", version="v1.0.0")
pipeline.add_step(train_model).add_step(evaluate)
# Compare versions
pipeline.compare_with("v0.9.0")
# Save immutable snapshots
from flowyml import freeze_pipeline
snapshot = freeze_pipeline(pipeline)
print(snapshot.snapshot_hash) # SHA-256 seal
assert snapshot.verify() # Verify integrity
