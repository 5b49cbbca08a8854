"""What is said of the steps that have failed, and what to do next."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.stepresult import StepResult

_MOST = 5
#: Options of an earlier call that do not belong into the next one, all with a value of their own.
_DROPPED = ("--resume", "--from", "--only", "--stages", "--debug", "--refresh")


def failures(result: RunResult, again: str, *, has_debugger: bool = True) -> Iterator[str]:
    """Say of each failed step where it failed and where its log is, and how to go on by the command `again`."""
    failed = {one.name: one for one in result.step_results.values() if one.status == "failed" and not one.forgiven}
    inner = {one.inside for one in failed.values()}
    # What a map does without is no failure of the run.
    told = [one for one in failed.values() if one.name not in inner and (not one.inside or one.inside in failed)]
    debug = f"{again} --resume {result.run_id} --debug " if again and has_debugger else ""
    for one in told[:_MOST]:
        yield from _failure(one, debug and f"{debug}{shlex.quote(one.name)}")
    if len(told) > _MOST:
        yield f"and {len(told) - _MOST} more steps failed"
    if again and result.state in ("failed", "interrupted") and _has_finished(result):
        yield f"hint: `{again} --resume {result.run_id}` goes on with what has succeeded"


def _failure(step: StepResult, debug: str) -> Iterator[str]:
    tries = f" after {step.attempts} attempts" if step.attempts > 1 else ""
    yield f"step {step.name!r} failed{tries}: {step.error.brief if step.error else 'its log says why'}"
    if step.error and step.error.place:
        yield f"  at     {step.error.place}"
    if step.log_path:
        yield f"  log    {_near(Path(step.log_path))}"
    if debug:
        yield f"  debug  {debug}"


def _has_finished(result: RunResult) -> bool:
    return any(one.status == "succeeded" for one in result.step_results.values())


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def called_again(command: str, arguments: Sequence[str]) -> str:
    """The command with the arguments that it was called with, but for those that chose the steps."""
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in _DROPPED:
            next(words, "")
        elif not word.startswith(tuple(f"{name}=" for name in _DROPPED)):
            kept.append(word)
    return " ".join((command, shlex.join(kept))) if kept else command
