"""What the measurement of wrong wirings takes from the output of a run."""

import tomllib

import pytest
from runnable_wirings import Outcome, document, faults, outcome

STARTED = "Working with context:\n✅ Node load succeeded\n✅ Node each.north.count succeeded\n"
ENDED = "✅ Node fail succeeded\n✅ Node both.left.success succeeded\n"
TRACE = "Traceback (most recent call last):\n"


def told(code: int, stdout: str, stderr: str) -> tuple[str, int, str, str]:
    """When it fails, how many steps were done, how it ends and why."""
    one = outcome(code, stdout, stderr)
    return one.fails, one.done, one.ends, one.reason


@pytest.mark.parametrize(
    ("code", "stdout", "stderr", "expected"),
    [
        pytest.param(0, STARTED + "ValueError: only printed\n", "", ("never", 2, "", ""), id="success"),
        pytest.param(
            1, "", f"{TRACE}IndexError: list\n", ("before", 0, "IndexError: list", "IndexError: list"), id="at-once"
        ),
        pytest.param(1, "", f"{TRACE}AssertionError\n", ("before", 0, "AssertionError", "AssertionError"), id="bare"),
        pytest.param(
            1,
            f"{STARTED}ValueError: inner\nmore\nValueError: Cannot cast\nCommandCallError: Function call\n{ENDED}",
            f"{TRACE}runnable.exceptions.ExecutionFailedError: Execution failed\n",
            ("during", 2, "runnable.exceptions.ExecutionFailedError: Execution failed", "ValueError: Cannot cast"),
            id="in-a-step",
        ),
        pytest.param(
            1,
            "",
            f"{TRACE}Exception: should point to a ipynb file\n\nThe above\n{TRACE}Exception: Could not find the type\n",
            ("before", 0, "Exception: Could not find the type", "Exception: should point to a ipynb file"),
            id="the-first-of-two",
        ),
        pytest.param(
            1,
            "",
            "pydantic.ValidationError: 1 validation error for P\nretries\n  Extra inputs [type=extra, input_value=3]\n",
            ("before", 0, *["pydantic.ValidationError: 1 validation error for P retries Extra inputs"] * 2),
            id="pydantic",
        ),
    ],
)
def test_outcome(code: int, stdout: str, stderr: str, expected: tuple[str, int, str, str]) -> None:
    """The state of the run, and the two messages."""
    assert told(code, stdout, stderr) == expected


def test_what_the_steps_printed() -> None:
    """Only the lines that say so, without the word."""
    assert outcome(0, "received: 1\nnoise received: 2\n  received: [3]\n", "").received == ("1", "[3]")


def test_faults() -> None:
    """A correction that fails, a wrong program that does the same, a failure without a message."""
    good = Outcome(fails="never", done=1, ends="", reason="", received=("1",))
    bad = Outcome(fails="during", done=1, ends="E", reason="R", received=())
    dumb = Outcome(fails="before", done=0, ends="", reason="", received=())
    assert faults({"a/b": {"wrong": bad, "fixed": good}}) == []
    assert faults({"a/b": {"wrong": good, "fixed": good}}) == [
        "a/b: the wrong program does what the corrected one does"
    ]
    assert faults({"a/b": {"wrong": dumb, "fixed": bad}}) == [
        "a/b: the corrected program fails: R",
        "a/b: no message was found in what the wrong program printed",
    ]


def test_document_is_toml() -> None:
    """The file can be read again, whatever a message holds."""
    one = Outcome(fails="during", done=2, ends='E: "quoted" \\ …', reason="", received=("'a'", "{1: 2}"))
    said = tomllib.loads(document({"runnable": "0.50.0"}, {"a/b": {"wrong": one}}))
    assert said["case"]["a/b"]["wrong"]["ends"] == one.ends
    assert said["case"]["a/b"]["wrong"]["received"] == list(one.received)
