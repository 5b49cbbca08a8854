"""The lock of one pipeline: those leaves of the project's lock that it has."""

import pytest

from icefloe import api
from icefloe.lock import verify
from icefloe_schema.lock import dumps, loads

ALL = {"compiler", "deps", "env"}


@pytest.mark.parametrize(
    ("pipeline", "steps", "modules"),
    [
        ("first", {"load", "train", "evaluate"}, {"modules/train.py", "modules/steps.py"}),
        ("second", {"report"}, {"modules/train.py", "modules/steps.py"}),
    ],
)
def test_it_is_the_part_of_the_lock_that_the_pipeline_has(
    written, pipeline: str, steps: set[str], modules: set[str]
) -> None:
    folder = written()
    whole = api.freeze(folder).lock
    result = api.compile_("train.py")
    made = next(made for made in result.plans if made.label == pipeline)
    lock, inputs = api.frozen_one(result, made)
    assert whole is not None
    assert set(lock.leaves) < set(whole.leaves)
    paths = {leaf.path for leaf in lock.leaves}
    assert paths - {path for path in paths if path.startswith(("plan/", "source/"))} == ALL | modules
    own = {leaf.path for leaf in whole.leaves if f"train:{pipeline}/" in leaf.path}
    assert {path for path in paths if path.startswith(("plan/", "source/"))} == own
    assert {path.rpartition("/")[2] for path in own if path.startswith("plan/")} == steps | {"header"}
    assert loads(dumps(lock)) == lock
    assert verify(lock, inputs) == ()
    assert lock.root != whole.root


def test_each_pipeline_has_a_root_of_its_own(written) -> None:
    written()
    result = api.compile_("train.py")
    first, second = (api.frozen_one(result, made)[0].root for made in result.plans)
    assert first != second
