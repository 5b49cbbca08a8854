from flowyml import Pipeline, context
ctx = context(
    learning_rate=0.001,
    batch_size=32
)
pipeline = Pipeline(
    name="training_pipeline",
    context=ctx, # Context for parameter injection
    enable_cache=True, # Enable intelligent caching
    cache_dir="./my_cache", # Custom cache directory
    stack=my_stack, # Execution stack (local, cloud, etc.)
    project_name="ml_project", # Automatically creates/attaches to project
    version="v1.0.0", # Optional: creates VersionedPipeline automatically
    enable_checkpointing=True, # Enable automatic checkpointing (default: True)
    enable_experiment_tracking=True # Enable automatic experiment tracking (default: True)
)
