"""A sample of pairs made at random, held against real type checkers; `make truth` asks about many more."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edge_oracles import BIN, ask
from oracle_lots import Lot, at_random

from icefloe.types import Verdict

PAIRS, SEED = 250, 11
PROOF = bool(os.environ.get("ICEFLOE_PROOF"))


@cache
def own() -> tuple[Lot, list[Verdict]]:
    """The sample, and what icefloe says."""
    with TemporaryDirectory() as folder:
        lot = at_random(Path(folder), PAIRS, SEED)
    return lot, lot.own()


@pytest.mark.parametrize("checker", ["ty", "mypy"])
def test_never_the_opposite(checker: str, tmp_path: Path) -> None:
    if not (BIN / checker).exists() and not PROOF:
        pytest.skip(f"{checker} is not installed")
    lot, said = own()
    at_random(tmp_path, PAIRS, SEED)
    told = ask(checker, tmp_path)
    refused = {file: told.refused(file) for file in {one.file for one in lot.questions}}
    answers = ["no" if one.line in refused[one.file] else "yes" for one in lot.questions]
    assert {"no", "yes"} == set(answers)
    other = {"no": "yes", "yes": "no", "unknown": ""}
    pairs = zip(lot.questions, said, answers, strict=True)
    assert [f"{q.given} -> {q.asked}: {v}" for q, v, theirs in pairs if theirs == other[v.answer]] == []


def test_unknown_is_rare() -> None:
    _, said = own()
    assert sum(one.answer == "unknown" for one in said) < 0.05 * PAIRS
