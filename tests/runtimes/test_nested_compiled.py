"""Pipelines with bodies, compiled from their sources and run to their results."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from icefloe.api import compile_
from icefloe_runtimes import local

REPOSITORY = Path(__file__).parents[2]
RUNNABLE = REPOSITORY / "tests/dialects/runnable"


def _loss(result: local.RunResult) -> None:
    assert result["final_loss"] == pytest.approx(0.08)
    assert result.step_results["tune"].reason == "3 rounds"


def _prices(result: local.RunResult) -> None:
    assert result["currency"] == ["EUR", "USD"]
    inner = [name for name in result.step_results if name.startswith("regions/1/products/")]
    assert inner == ["regions/1/products/0/price", "regions/1/products/1/price"]


def _pages(result: local.RunResult) -> None:
    assert (result["finished"], result["heartbeat"]) == (True, "alive")
    assert "pages/1/background/beat/beat" in result.step_results


RUNS: list[tuple[Path, str, Callable[[local.RunResult], None]]] = [
    (RUNNABLE, "tuning_loop.py", _loss),
    (RUNNABLE, "regions_and_products.py", _prices),
    (RUNNABLE, "crawl_until_done.py", _pages),
]


@pytest.mark.parametrize(("folder", "name", "check"), RUNS, ids=[name for _, name, _ in RUNS])
def test_it_runs_to_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, check: Callable[[local.RunResult], None]
) -> None:
    project = tmp_path / "project"
    shutil.copytree(folder, project, ignore=shutil.ignore_patterns("*.plan.json", ".icefloe"))
    monkeypatch.chdir(project)
    compiled = compile_(name)
    (made,) = compiled.plans
    result = local.run(made.plan, root=compiled.root)
    assert result.state == "succeeded", result.summary()
    check(result)
