"""Every rendering of the hand-made plans, byte for byte. `ICEFLOE_REGENERATE=1` writes them anew."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from target_plans import OPTIONS, PLANS

from icefloe_runtimes.diagram import dot, mermaid, order, tree
from icefloe_runtimes.targets import TARGETS

GOLDEN = Path(__file__).parent / "golden"


def renderings(name: str) -> Mapping[str, str]:
    plan = PLANS[name]
    found = {f"{name}.mmd": mermaid(plan), f"{name}.dot": dot(plan, "LR")}
    found |= {f"{name}.order.txt": order(plan), f"{name}.tree.txt": tree(plan)}
    for target in TARGETS:
        rendered = target.render(plan, OPTIONS)
        found |= {f"{name}/{path}": text for path, text in rendered.files.items()}
        losses = "".join(f"{loss.step or '(plan)'}: {loss.part}: {loss.message}\n" for loss in rendered.losses)
        found[f"{name}/{target.name}.losses.txt"] = losses
    return found


@pytest.mark.golden
@pytest.mark.parametrize("name", PLANS)
def test_renderings_equal_their_goldens(name: str) -> None:
    made = renderings(name)
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        for path, text in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_text(text, "utf-8")
    kept = {path: (GOLDEN / path).read_text("utf-8") if (GOLDEN / path).is_file() else None for path in made}
    assert made == kept


def test_no_golden_is_left_over() -> None:
    expected = {GOLDEN / path for name in PLANS for path in renderings(name)}
    assert {path for path in GOLDEN.rglob("*") if path.is_file()} == expected


@pytest.mark.parametrize("name", PLANS)
def test_main_files_have_their_targets_suffix(name: str) -> None:
    for target in TARGETS:
        files = target.render(PLANS[name], OPTIONS).files
        assert next(iter(files)).endswith(target.suffix)
        assert all(text.endswith("\n") for text in files.values())
