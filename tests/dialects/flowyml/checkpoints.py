from flowyml import LocalExecutor, Pipeline, PipelineCheckpoint, checkpoint_enabled_pipeline, step


@step(outputs=["epoch_1"])
def train_first():
    checkpoint = PipelineCheckpoint("manual-run")
    checkpoint.save_step_state("train_first", {"epoch": 1})
    return {"epoch": 1}


@step(inputs=["epoch_1"], outputs=["epoch_2"])
def train_second(epoch_1):
    return {"epoch": epoch_1["epoch"] + 1}


without = Pipeline(
    "no_checkpoints",
    executor=LocalExecutor(),
    enable_checkpointing=False,
    enable_experiment_tracking=False,
    auto_track=False,
)
without.add_step(train_first).add_step(train_second)

wrapped = Pipeline("with_checkpoints", enable_checkpointing=True).add_step(train_first).add_step(train_second)
checkpoint_enabled_pipeline(wrapped, run_id="r1")
