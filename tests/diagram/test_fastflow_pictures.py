"""The pictures of fastflow's everyday files and examples, byte for byte. `ICEFLOE_REGENERATE=1` writes them anew."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from icefloe import api
from icefloe_runtimes.diagram import dot, mermaid
from icefloe_schema.plan import Plan

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
DRAWN = (
    "examples/fastflow/ml_pipeline",
    "examples/fastflow/retraining",
    "tests/dialects/fastflow/loan_decision",
    "tests/dialects/fastflow/photo_labels",
    "tests/dialects/fastflow/proofreading",
    "tests/dialects/fastflow/shop_tables",
    "tests/dialects/fastflow/sign_up_chart",
    "tests/dialects/fastflow/travel_agent",
)
needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="dot is not installed: apt-get install graphviz")


def plan(name: str) -> Plan:
    (made,) = api.compile_(str(ROOT / f"{name}.py"), draw=True).plans
    return made.plan


@pytest.mark.golden
@pytest.mark.parametrize("name", DRAWN)
def test_pictures_equal_their_goldens(name: str, golden: Callable[[Path, str], None]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    golden(GOLDEN / f"{Path(name).name}.mmd", mermaid(plan(name)))


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {Path(name).name for name in DRAWN}


@needs_dot
@pytest.mark.parametrize("name", DRAWN)
def test_dot_draws_them(name: str) -> None:
    program = shutil.which("dot")
    assert program is not None
    done = subprocess.run([program, "-Tsvg"], input=dot(plan(name)).encode(), check=True, capture_output=True)
    assert done.stderr == b""
