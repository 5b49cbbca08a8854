"""Breakers by themselves: what they count, when they open, and what of it outlives a run."""

from pathlib import Path

import pytest
from policy_words import body, of, step

from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies.absent import leave_nothing
from icefloe_runtimes.local.policies.breaker import OPEN, Breakers
from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step import manifest
from icefloe_schema import literals
from icefloe_schema.plan import CircuitBreaker, MapRun, Policy, Step

BAD = StepError(type="ConnectionError", message="no net", place="flow.py:3", kinds=("ConnectionError", "OSError"))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def guarded(threshold: int, reset: float | None = None) -> Step:
    seconds = None if reset is None else literals.encode(reset)
    return step("fetch", policy=Policy(circuit_breaker=CircuitBreaker(threshold=threshold, reset_seconds=seconds)))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path / "runs" / "1", stop=Stop())


def test_it_opens_after_so_many_failures_in_a_row_and_no_others(tmp_path: Path, place: Place) -> None:
    breakers, one = Breakers("p", tmp_path), guarded(2)
    assert breakers.tried(one, place, BAD)
    assert breakers.tried(one, place, None)
    assert breakers.tried(one, place, BAD)
    assert breakers.refusal(one, place) is None
    assert not breakers.tried(one, place, BAD)
    refused = breakers.refusal(one, place)
    assert refused is not None
    assert refused.type == OPEN
    assert refused.place == "flow.py:3"
    assert "2 times in a row, last with ConnectionError: no net" in refused.message
    assert {OPEN, "ConnectionError", "OSError"} <= set(refused.kinds)


def test_a_step_without_one_is_always_tried(tmp_path: Path, place: Place) -> None:
    breakers, plain = Breakers("p", tmp_path), step("fetch")
    assert all(breakers.tried(plain, place, BAD) for _ in range(9))
    assert breakers.refusal(plain, place) is None


def test_elements_of_a_map_share_it_and_other_steps_of_the_name_do_not(tmp_path: Path, place: Place) -> None:
    breakers, one = Breakers("p", tmp_path), guarded(2)
    outer = step("m", run=MapRun(over=of("x"), item="i", body=body(one)))
    breakers.tried(one, place.within(outer, "0", 0), BAD)
    breakers.tried(one, place.within(outer, "7", 7), BAD)
    assert breakers.refusal(one, place.within(outer, "8", 8)) is not None
    assert breakers.refusal(one, place) is None


def test_without_a_time_it_is_closed_again_in_the_next_run(tmp_path: Path, place: Place) -> None:
    one = guarded(1)
    Breakers("p", tmp_path).tried(one, place, BAD)
    assert Breakers("p", tmp_path).refusal(one, place) is None
    assert not (tmp_path / "breakers").exists()


def test_with_a_time_it_counts_over_runs_and_lets_one_try_through_when_that_has_passed(
    tmp_path: Path, place: Place
) -> None:
    one, clock = guarded(3, 60), Clock()
    for _ in range(3):
        assert Breakers("p", tmp_path, clock).refusal(one, place) is None
        Breakers("p", tmp_path, clock).tried(one, place, BAD)
    refused = Breakers("p", tmp_path, clock).refusal(one, place)
    assert refused is not None
    assert "1m00s more" in refused.message
    assert str(next((tmp_path / "breakers").rglob("*.json"))) in refused.message
    assert Breakers("other", tmp_path, clock).refusal(one, place) is None
    clock.now += 60.1
    assert Breakers("p", tmp_path, clock).refusal(one, place) is None
    assert not Breakers("p", tmp_path, clock).tried(one, place, BAD)
    assert Breakers("p", tmp_path, clock).refusal(one, place) is not None
    clock.now += 61
    assert Breakers("p", tmp_path, clock).tried(one, place, None)
    assert list((tmp_path / "breakers").rglob("*.json")) == []


def test_a_clock_that_was_set_back_does_not_keep_it_open_for_longer(tmp_path: Path, place: Place) -> None:
    one, clock = guarded(1, 60), Clock()
    Breakers("p", tmp_path, clock).tried(one, place, BAD)
    clock.now -= 500
    refused = Breakers("p", tmp_path, clock).refusal(one, place)
    assert refused is not None
    assert "1m00s more" in refused.message


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"failures": "x"}', '{"failures": 9}', '{"failures": 9, "until": null}']
)
def test_what_cannot_be_read_keeps_nobody_from_trying(tmp_path: Path, place: Place, text: str) -> None:
    one = guarded(1, 60)
    Breakers("p", tmp_path).tried(one, place, BAD)
    next((tmp_path / "breakers").rglob("*.json")).write_text(text, "utf-8")
    assert Breakers("p", tmp_path).refusal(one, place) is None


def test_what_a_step_has_left_before_it_died_is_not_there_for_those_after_it(place: Place) -> None:
    one = step("a")
    for reason in ("first", "second"):
        leave_nothing(one, place, reason)
        (place.folder / "a" / "a.json").write_text("1", "utf-8")
    leave_nothing(one, place, "it has failed")
    left = manifest.read(place.folder, "a")
    assert (left.status, left.reason, left.outputs) == ("skipped", "it has failed", {})
    assert [path.name for path in place.folder.rglob("*")] == ["a", "outputs.json"]
