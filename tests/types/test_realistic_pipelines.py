"""Pipelines as people write them, in several dialects: what is wrong with their connections, and how many are known."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icefloe import api

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("realistic.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_connections_of_a_realistic_pipeline(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "0"\n')
    for name, text in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = api.check([str(tmp_path)])
    messages = [finding.message for finding in found.findings if finding.code == "FLO301"]
    for parts in case.get("wrong", []):
        fitting = [message for message in messages if all(part in message for part in parts)]
        assert fitting, (parts, messages)
        messages.remove(fitting[0])
    assert not messages
    assert [found.tally.checked, found.tally.wrong, found.tally.unknown] == case["tally"], found.tally


def test_the_cases_are_many_and_of_both_kinds() -> None:
    assert len(CASES) >= 40
    assert {bool(case.get("wrong")) for case in CASES} == {True, False}
