"""A generated project of 60 connections in three dialects: no false alarm, every planted fault with its part."""

import re
from pathlib import Path

import pytest
from project_pairs import CATEGORIES, PAIRS
from project_writer import TRACE, Link, links, write

from icefloe import api

STEP = re.compile(r"\btake_(\d{3})\b")
OWN = [pair for pair in PAIRS if pair.category in ("builtin", "typing", "project")]
OUTSIDE = [pair for pair in PAIRS if pair.category not in ("builtin", "typing", "project")]


def checked(folder: Path, wanted: tuple[Link, ...]) -> tuple[api.Checked, dict[int, str]]:
    write(folder / "project", wanted)
    found = api.check([str(folder / "project")])
    errors = [finding for finding in found.findings if finding.severity.value == "error"]
    assert {finding.code for finding in errors} <= {"FLO301"}
    assert not (folder / "project" / TRACE).exists()
    return found, {int(STEP.findall(finding.message)[-1]): finding.message for finding in errors}


@pytest.mark.parametrize("half", [0, 1])
def test_faults_among_own_types_are_found_and_nothing_else_is(tmp_path: Path, half: int) -> None:
    wanted = links(60, OWN[half::2])
    found, messages = checked(tmp_path, wanted)
    assert found.connections == 60
    assert {link.number for link in wanted if link.pair.wrong} == set(messages)
    assert not [
        (link.pair.part, messages[link.number])
        for link in wanted
        if link.pair.wrong and link.pair.part not in messages[link.number]
    ]
    assert found.unknown == 0


def test_types_of_packages_that_are_not_there_are_unknown_and_never_wrong(tmp_path: Path) -> None:
    wanted = links(len(OUTSIDE), OUTSIDE)
    found, messages = checked(tmp_path, wanted)
    right = {link.number for link in wanted if not link.pair.wrong}
    assert not right & set(messages)
    assert found.unknown > len(OUTSIDE) / 2


def test_the_table_has_right_and_wrong_pairs_of_each_kind() -> None:
    assert len({(pair.gives, pair.takes, pair.body) for pair in PAIRS}) == len(PAIRS) >= 150
    for category in CATEGORIES:
        some = [pair for pair in PAIRS if pair.category == category]
        assert {pair.wrong for pair in some} == {True, False}
        assert {bool(pair.body) for pair in some} == {True, False}
    assert sum(link.pair.wrong for link in links(200)) >= 86
