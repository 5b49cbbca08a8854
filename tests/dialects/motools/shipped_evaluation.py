"""Evaluate a model that somebody else has trained; the settings stand in a YAML file."""

import asyncio
from pathlib import Path

from motools.workflow import run_workflow
from motools.workflows.evaluate_only import EvaluateOnlyConfig, evaluate_only_workflow

HERE = Path(__file__).parent


async def main() -> None:
    config = EvaluateOnlyConfig.from_yaml(HERE / "configs" / "evaluation.yaml")
    state = await run_workflow(evaluate_only_workflow, {}, config, user="noor", no_cache=True)
    print(state)


asyncio.run(main())
