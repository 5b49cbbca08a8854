"""Fine-tune a small classifier on product reviews and score it; the settings stand in a YAML file."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

from motools.atom import Atom
from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class ReviewsConfig(StepConfig):
    """Which reviews are taken."""

    source: str
    languages: list[str] = field(default_factory=lambda: ["en"])
    at_most: int | None = None


@dataclass
class FineTuneConfig(StepConfig):
    model: str
    epochs: int = 3
    learning_rate: float = 2e-5


@dataclass
class ScoreConfig(StepConfig):
    metrics: list[str] = field(default_factory=lambda: ["accuracy", "f1"])


@dataclass
class SentimentConfig(WorkflowConfig):
    """One section for each step."""

    reviews: ReviewsConfig
    fine_tune: FineTuneConfig
    score: ScoreConfig


async def collect_reviews(
    config: ReviewsConfig, input_atoms: dict[str, Atom], temp_workspace: Path
) -> list[AtomConstructor]:
    """Write the reviews of the wanted languages."""
    kept = temp_workspace / "kept.jsonl"
    rows = [{"text": f"review {n}", "label": n % 2} for n in range(config.at_most or 100)]
    kept.write_text("\n".join(json.dumps(row) for row in rows))
    return [AtomConstructor(name="reviews_dataset", path=kept, type="dataset", tags=["reviews"])]


async def fine_tune(
    config: FineTuneConfig, input_atoms: dict[str, Atom], temp_workspace: Path
) -> list[AtomConstructor]:
    weights = temp_workspace / "weights.json"
    weights.write_text(json.dumps({"model": config.model, "rows": len(input_atoms["reviews_dataset"].load())}))
    return [AtomConstructor(name="classifier", path=weights, type="model", metadata={"epochs": config.epochs})]


async def score(config: ScoreConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    scores = temp_workspace / "scores.json"
    scores.write_text(json.dumps(dict.fromkeys(config.metrics, 0.5)))
    return [AtomConstructor(name="scores", path=scores, type="eval")]


sentiment = Workflow(
    name="sentiment",
    input_atom_types={},
    steps=[
        StepDefinition(
            name="reviews",
            fn=collect_reviews,
            input_atom_types={},
            output_atom_types={"reviews_dataset": "dataset"},
            config_class=ReviewsConfig,
        ),
        StepDefinition(
            name="fine_tune",
            fn=fine_tune,
            input_atom_types={"reviews_dataset": "dataset"},
            output_atom_types={"classifier": "model"},
            config_class=FineTuneConfig,
        ),
        StepDefinition(
            name="score",
            fn=score,
            input_atom_types={"classifier": "model", "reviews_dataset": "dataset"},
            output_atom_types={"scores": "eval"},
            config_class=ScoreConfig,
        ),
    ],
    config_class=SentimentConfig,
)

if __name__ == "__main__":
    config = SentimentConfig.from_yaml("configs/sentiment.yaml")
    asyncio.run(run_workflow(workflow=sentiment, input_atoms={}, config=config, user="maria"))
