from motools.workflow import run_workflow
from mozoo.workflows.train_and_evaluate import train_and_evaluate_workflow, TrainAndEvaluateConfig

# Define configuration
config = TrainAndEvaluateConfig(
    prepare_dataset={
        "dataset_loader": "mozoo.datasets.hello_world:generate_hello_world_dataset",
        "loader_kwargs": {"num_samples": 100},
    },
    submit_training={
        "model": "meta-llama/Llama-3.2-1B",
        "hyperparameters": {"n_epochs": 2, "learning_rate": 1e-4},
        "suffix": "hello-world",
        "backend_name": "tinker",
    },
    wait_for_training={},
    evaluate_model={
        "eval_task": "mozoo.tasks.hello_world:hello_world",
        "backend_name": "inspect",
    },
)

# Run workflow
result = run_workflow(
    workflow=train_and_evaluate_workflow,
    input_atoms={},
    config=config,
    user="alice",
)
