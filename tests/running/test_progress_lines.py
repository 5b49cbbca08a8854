"""What is told of a run in plain lines, in a table at its end, and as JSON."""

import json
from datetime import UTC, datetime

import pytest

from icefloe_runtimes.local import Noted, RunStarted, StepError, StepFinished, StepResult, StepRetried, StepStarted
from icefloe_runtimes.local.eventjson import text
from icefloe_runtimes.local.progress import line, memory, seconds
from icefloe_runtimes.local.summary import summary, table

ERROR = StepError(type="ValueError", message="no rows\nin the file", place="steps.py:12", kinds=("ValueError",))
OK = {"status": "succeeded", "duration_seconds": 2.41, "cpu_seconds": 2.1, "peak_memory_bytes": 310 * 2**20}

OUTCOMES = [
    (OK, "train: ok in 2.4s (cpu 2.1s, 310 MiB)"),
    (OK | {"simulated": True}, "train: simulated in 2.4s (cpu 2.1s, 310 MiB)"),
    (OK | {"attempts": 2}, "train: ok in 2.4s after 2 attempts (cpu 2.1s, 310 MiB)"),
    (OK | {"reason": "5 elements"}, "train: ok in 2.4s (cpu 2.1s, 310 MiB); 5 elements"),
    (OK | {"peak_memory_bytes": 0}, "train: ok in 2.4s (cpu 2.1s)"),
    ({"status": "succeeded", "cached": True, "saved_seconds": 72.0}, "train: cached, 1m12s saved"),
    ({"status": "succeeded", "cached": True}, "train: cached"),
    ({"status": "succeeded", "taken_from": "r1", "saved_seconds": 3.0}, "train: taken from run r1, 3.0s saved"),
    (
        {"status": "failed", "duration_seconds": 1.0, "attempts": 3, "error": ERROR},
        "train: failed in 1.0s after 3 attempts: ValueError: no rows … at steps.py:12",
    ),
    (
        {"status": "failed", "duration_seconds": 1.0, "forgiven": True, "error": ERROR},
        "train: failed in 1.0s, which does not count: ValueError: no rows … at steps.py:12",
    ),
    ({"status": "skipped", "reason": "its guard is false"}, "train: skipped: its guard is false"),
    ({"status": "upstream failed"}, "train: upstream failed"),
]


@pytest.mark.parametrize(("fields", "said"), OUTCOMES)
def test_a_step_in_a_line(fields: dict[str, object], said: str) -> None:
    result = StepResult(name="train", **fields)
    assert line(StepFinished(step="train", result=result)) == said


def test_other_events_in_lines() -> None:
    assert line(RunStarted(run_id="r", pipeline_name="p", steps=("a",), notes=("n",))) == "run r: p\nnote: n"
    assert line(StepStarted(step="a")) is None
    retried = StepRetried(step="a", attempt=1, attempts=3, message="OSError: \x1b[2J", delay_seconds=2.0)
    assert line(retried) == "a: attempt 1 of 3 failed (OSError: \\u{1b}[2J); again in 2.0s"
    assert line(Noted(text="the disk is full")) == "note: the disk is full"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0.00s"), (0.094, "0.09s"), (9.96, "10.0s"), (59.97, "1m00s"), (60, "1m00s"), (7500, "2h05m")],
)
def test_durations(value: float, said: str) -> None:
    assert seconds(value) == said


@pytest.mark.parametrize(("value", "said"), [(0, "0 MiB"), (2**30 - 1, "1024 MiB"), (3 * 2**29, "1.5 GiB")])
def test_memory(value: int, said: str) -> None:
    assert memory(value) == said


def results(*steps: StepResult) -> dict[str, StepResult]:
    return {one.name: one for one in steps}


def test_the_table_at_the_end_shows_states_times_and_figures() -> None:
    steps = results(
        StepResult(name="load", status="succeeded", cached=True, saved_seconds=72.0),
        StepResult(name="train", status="succeeded", duration_seconds=2.0, attempts=2),
        StepResult(name="train/0/fit", status="succeeded", inside="train"),
        StepResult(name="train/1/fit", status="failed", inside="train", error=ERROR, duration_seconds=0.5),
        StepResult(name="deploy", status="skipped", reason="its guard is false"),
    )
    assert list(summary("head", steps, {"accuracy": "0.97", "n": "3"})) == [
        "head",
        "  load         cached     1m12s saved",
        "  train        succeeded  2.0s         2 attempts",
        "  train/1/fit  failed     0.5s         ValueError: no rows …",
        "  deploy       skipped                 its guard is false",
        "  1m12s saved, as 1 step did not have to run",
        "  accuracy  0.97",
        "  n         3",
    ]


def test_of_very_many_steps_those_that_went_well_are_counted() -> None:
    many = [StepResult(name=f"s{number}", status="succeeded") for number in range(5000)]
    steps = results(*many, StepResult(name="last", status="failed", error=ERROR))
    lines = list(summary("head", steps, {f"f{number}": "1" for number in range(101)}))
    assert lines[1:3] == ["  last  failed  0.00s  ValueError: no rows …", "  and 5,000 more steps that succeeded"]
    assert lines[-1] == "  and 1 more; `icefloe show RUN` has all"


def test_a_table_of_nothing_is_nothing() -> None:
    assert list(table([])) == []
    assert list(table([("a", "", "b")])) == ["  a  b"]


def test_events_are_lines_of_json() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 6000, UTC)
    said = text(StepFinished(step="a", result=StepResult(name="a", status="failed", error=ERROR)), lambda: now)
    read = json.loads(said)
    assert "\n" not in said
    assert (read["event"], read["at"], read["step"]) == ("step_finished", "2026-01-02T03:04:05.006+00:00", "a")
    assert read["result"]["error"] == {
        "type": "ValueError",
        "message": "no rows\nin the file",
        "place": "steps.py:12",
        "kinds": ["ValueError"],
    }
    assert json.loads(text(StepStarted(step="a")))["event"] == "step_started"
