"""A run's secrets: there for their steps, and nowhere in what the run leaves or tells."""

from pathlib import Path

import pytest
from policy_words import Made, step

from icefloe_runtimes import local
from icefloe_schema.plan import CircuitBreaker, Policy, Retry, ShellRun

pytestmark = pytest.mark.executes

FILE, VARIABLE = "sesame-from-a-file", "sesame-from-a-variable"
BREAKER = CircuitBreaker(threshold=9, reset_seconds=60)
SOURCE = """
import os, sys

def use():
    for name in ("FILE_TOKEN", "OPEN_TOKEN"):
        print(name, os.environ.get(name), flush=True)
        sys.stderr.write(os.environ.get(name, "none")[:9])
        sys.stderr.flush()
        sys.stderr.write(os.environ.get(name, "none")[9:] + "\\n")
    return len(os.environ["FILE_TOKEN"])

def other():
    return [os.environ.get(name) is not None for name in ("FILE_TOKEN", "OPEN_TOKEN")]

def leaks():
    raise ValueError("cannot sign in with " + os.environ["FILE_TOKEN"])

def ended(step, result):
    if result.error:
        print("hook", result.error)

def told(pipeline):
    print("hook", os.environ.get("OPEN_TOKEN"))
"""


def test_what_a_run_leaves_and_tells_shows_no_secret(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made.write(SOURCE)
    folder = made.root / ".icefloe" / "secrets"
    folder.mkdir(parents=True)
    (folder / "FILE_TOKEN").write_text(f"{FILE}\n", "utf-8")
    monkeypatch.setenv("OPEN_TOKEN", VARIABLE)
    both = Policy(secrets=("FILE_TOKEN", "OPEN_TOKEN"))
    result = made.run(
        step("a", "use", both),
        step("b", "other"),
        step("c", "leaks", Policy(secrets=("FILE_TOKEN",), retry=Retry(attempts=2), circuit_breaker=BREAKER)),
        step("d", run=ShellRun(command='echo "$FILE_TOKEN"; export d=${#FILE_TOKEN}'), policy=both),
        step("e", run=ShellRun(command='echo "plain $FILE_TOKEN" && echo "$OPEN_TOKEN"'), policy=both, outputs=()),
        hooks={"on_pipeline_start": ["flow:told"], "on_step_end": ["flow:ended"]},
    )
    assert (result["a"], result["b"], result["d"]) == (len(FILE), [False, True], len(FILE))
    assert result.step_results["e"].status == "succeeded"
    left = [path for path in (made.root / ".icefloe").rglob("*") if path.is_file() and folder not in path.parents]
    assert any("breakers" in path.parts for path in left)
    texts = [path.read_text("utf-8", "replace") for path in left] + [repr(made.events), result.summary()]
    assert not [text for text in texts for secret in (FILE, VARIABLE) if secret in text]
    log = Path(result.step_results["a"].log_path).read_text("utf-8")
    assert log.count("***") == 4
    assert "OPEN_TOKEN ***" in log
    assert Path(result.step_results["e"].log_path).read_text("utf-8") == "plain ***\n***\n"
    error = result.step_results["c"].error
    assert error is not None
    assert error.message == "cannot sign in with ***"
    assert made.notes == ["hook ***", "hook ValueError: cannot sign in with ***"]
    assert any(isinstance(one, local.StepRetried) and "***" in one.message for one in made.events)
