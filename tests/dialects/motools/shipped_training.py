"""Run the workflow that motools ships, with everything given here."""

import asyncio

from motools.workflow import run_workflow
from motools.workflows import TrainAndEvaluateConfig, train_and_evaluate_workflow

config = TrainAndEvaluateConfig.from_dict(
    {
        "prepare_dataset": {
            "dataset_loader": "quotes:load_quotes",
            "loader_kwargs": {"most": 200},
        },
        "prepare_task": {"task_loader": "quotes:quote_task"},
        "submit_training": {
            "model": "meta-llama/Llama-3.2-1B",
            "hyperparameters": {"n_epochs": 2, "learning_rate": 1e-4},
            "suffix": "quotes",
            "backend_name": "tinker",
        },
        "wait_for_training": {},
        "evaluate_model": {"backend_name": "inspect"},
    }
)

result = asyncio.run(run_workflow(workflow=train_and_evaluate_workflow, input_atoms={}, config=config, user="noor"))
print(result)
