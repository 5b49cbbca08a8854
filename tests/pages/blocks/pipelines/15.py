from flowyml import LocalStack
# Create a local stack with custom paths
stack = LocalStack(
    artifact_path=".flowyml/artifacts",
    metadata_path=".flowyml/metadata.db"
)
# Use stack in pipeline
pipeline = Pipeline("my_pipeline", stack=stack)
# Or set at runtime
result = pipeline.run(stack=stack)
