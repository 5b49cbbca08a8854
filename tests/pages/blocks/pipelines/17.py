pipeline = Pipeline.from_steps(
    load_data,
    preprocess,
    train_model,
    evaluate,
    name="training",
    enable_cache=False,
)
