"""No change of a lock goes unnoticed: a part of what `make faults` tries, on a small lock."""

from pathlib import Path

import pytest
from tamper import Frozen, Tally, attempt, digests_are_apart, edits, flips, forgeries, frozen, named

from icefloe.lock import verify
from icefloe_schema.lock import loads

MAIN = """\
from flowyml import Pipeline, context, step

from helpers import clean

ctx = context(rate=1, share=1.0)


@step(outputs=["rows"])
def load(rate, share):
    return clean([rate, share])


pipeline = Pipeline("p", context=ctx).add_step(load)
"""
HELPERS = "LIMIT = 3\n\n\ndef clean(rows):\n    return [row for row in rows if row < LIMIT and other(row)]\n"
FILES = {"pyproject.toml": "", "main.py": MAIN, "helpers.py": HELPERS, "uv.lock": "version = 1\n"}
EDITS = 600


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    folder = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return frozen(folder)


def test_the_lock_itself_is_accepted(now: Frozen) -> None:
    for data in (now.text, now.text.replace(b"\n", b"\r\n")):
        assert verify(loads(data), now.inputs) == ()


def test_a_flipped_bit(now: Frozen) -> None:
    tally = Tally("flips")
    for index, data in enumerate(flips(now.text)):
        if index % 31 == 0:
            attempt(now, data, tally)
    assert tally.attempts > 250
    assert (tally.accepted, tally.unsealed) == ([], 0)
    assert tally.refused
    assert tally.reported


def test_random_edits(now: Frozen) -> None:
    tally = Tally("edits")
    for data in edits(now.text, EDITS):
        attempt(now, data, tally)
    assert tally.attempts > EDITS / 2, "few of the edits leave the text as it was"
    assert (tally.accepted, tally.unsealed) == ([], 0)
    assert tally.refused
    assert tally.reported


def test_forgeries_by_name(now: Frozen) -> None:
    for name, data in forgeries(now).items():
        assert data != now.text, f"{name}: it changes nothing"
        tally = Tally(name)
        attempt(now, data, tally)
        assert (tally.attempts, tally.accepted, tally.unsealed) == (1, [], 0), name


def test_one_changed_entry_is_named_and_its_digest_differs(now: Frozen) -> None:
    found = named(now, each=4)
    assert found.attempts > 40
    assert found.wrong == []
    assert found.unexpected == found.attempts


def test_leaves_and_roots_are_apart() -> None:
    assert digests_are_apart()


@pytest.mark.parametrize(("old", "new"), [("rate=1,", "rate=1.0,"), ("share=1.0", "share=1"), ("rate=1,", "rate=True,")])
def test_one_and_one_point_nought_are_two(now: Frozen, tmp_path: Path, old: str, new: str) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace(old, new))
    changes = verify(now.lock, frozen(tmp_path).inputs)
    assert "plan/main:p/header" in {change.leaf for change in changes}
