"""What runnable takes and refuses when its objects are made, against what is said of them without making them.

`tests/oracle/runnable_constructions.py` asks runnable itself.
"""

import tomllib
from pathlib import Path

import pytest

from icefloe.dialects.runnable import DIALECT

TABLE = tomllib.loads(Path(__file__).with_name("runnable_constructions.toml").read_text(encoding="utf-8"))
CASES = TABLE["case"]
SHAPE = {"FLO105", "FLO106", *(f"FLO{number}" for number in range(180, 200))}
# What runnable takes without a word and does not do, or finds only when it runs.
SILENT = {"FLO184", "FLO185", "FLO186", "FLO192"}
LATE = {"branches empty", "cond empty", "returns str", "job name"}
# Told of where values are wired, for YAML too.
ELSEWHERE = {"cond key _", "cond param _"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_construction(read, case):
    found = read(DIALECT, TABLE["head"] + case["source"])
    codes = {finding.code for finding in found.findings} & SHAPE
    assert sorted(codes) == case["codes"]
    assert not {finding.code for finding in found.findings} & {"FLO101", "FLO102", "FLO104"}


def test_everything_that_runnable_refuses_is_told_and_nothing_else():
    for case in CASES:
        if case["original"] == "":
            assert set(case["codes"]) <= SILENT or case["name"] in LATE, case["name"]
        else:
            assert case["codes"] or case["name"] in ELSEWHERE, case["name"]


def test_the_table_was_measured():
    assert TABLE["measured"]["runnable"] == "0.50.0"
    assert len(CASES) > 150
    assert sum(1 for case in CASES if case["original"]) > 70
