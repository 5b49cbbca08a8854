"""The table of pairs: each is a connection that the compiler reads from source, and what it says of it.

The expected verdicts are those on which mypy, pyright and ty agree (`make truth` asks them); *unknown* is expected
where they differ, and where a package is not there.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edge_project import Module, Pair, modules, part, verdicts

from icefloe.types import Verdict

MODULES = modules()
MOST_UNKNOWN = 0.05


@cache
def said(number: int) -> list[tuple[Pair, Verdict]]:
    """The pairs of a module with what the compiler says of them."""
    module = MODULES[number]
    with TemporaryDirectory() as folder:
        return list(zip(module.pairs, verdicts(module, Path(folder)), strict=True))


def expected(pair: Pair) -> set[str]:
    """What icefloe may say of a pair: what type checkers say, or also that it does not know where the table is open."""
    return {pair.verdict, "unknown"} if pair.open else {pair.verdict}


@pytest.mark.parametrize("number", range(len(MODULES)), ids=[module.name for module in MODULES])
def test_verdicts(number: int) -> None:
    wrong = [f"{pair}: {v.answer} ({v.why})" for pair, v in said(number) if v.answer not in expected(pair)]
    assert wrong == []


@pytest.mark.parametrize("number", range(len(MODULES)), ids=[module.name for module in MODULES])
def test_reasons(number: int) -> None:
    for pair, verdict in said(number):
        if verdict.answer == "no":
            assert part(verdict.why) == part(pair.why), f"{pair}: {verdict.why}"
            assert verdict.why.removeprefix(part(verdict.why)).strip(": ")
        elif pair.verdict == "unknown" and not MODULES[number].asked:
            assert pair.why in verdict.cause, f"{pair}: {verdict.cause}"
        assert (verdict.why == "") == (verdict.answer == "yes")


def test_the_table_is_large_and_known() -> None:
    asked = [pair for module in MODULES if module.asked for pair in module.pairs]
    assert len(asked) >= 400
    assert len({(pair.producer, pair.consumer) for pair in asked}) >= 400
    assert sum(pair.open for pair in asked) < MOST_UNKNOWN * len(asked)
    assert {pair.verdict for pair in asked} == {"yes", "no", "unknown"}


def test_every_pair_is_told_why() -> None:
    rows: list[tuple[Module, Pair]] = [(module, pair) for module in MODULES for pair in module.pairs]
    assert [str(pair) for _, pair in rows if not pair.why] == []
    assert [f"{module.name}: {pair}" for module, pair in rows if rows.count((module, pair)) > 1] == []
