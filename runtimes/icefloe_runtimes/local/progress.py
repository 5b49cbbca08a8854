"""Events as plain lines."""

from icefloe_runtimes.local.amounts import memory, seconds
from icefloe_runtimes.local.events import Event, Noted, RunStarted, StepFinished, StepRetried
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.visible import visible

__all__ = ["line", "memory", "outcome", "seconds"]


def line(event: Event) -> str | None:
    """Give the line that tells of an event; `None` for those that are told by another."""
    if isinstance(event, RunStarted):
        return "\n".join([f"run {event.run_id}: {event.pipeline_name}", *(f"note: {note}" for note in event.notes)])
    if isinstance(event, StepRetried):
        wait = f"in {seconds(event.delay_seconds)}" if event.delay_seconds else "at once"
        why = first_line(event.message)
        return f"{event.step}: attempt {event.attempt} of {event.attempts} failed ({why}); again {wait}"
    if isinstance(event, StepFinished):
        return f"{event.step}: {outcome(event.result)}"
    if isinstance(event, Noted):
        return f"note: {event.text}"
    return None


def first_line(text: str) -> str:
    """The first line of a message, fit to be shown."""
    lines = text.strip().splitlines() or [""]
    return visible(f"{lines[0]} …" if len(lines) > 1 else lines[0])


def outcome(result: StepResult) -> str:
    """Say in a line how a step went: `ok in 2.4s (cpu 2.1s, 310 MiB)`, `cached, 1m12s saved`, `failed after …`."""
    took = seconds(result.duration_seconds)
    if result.status == "succeeded":
        return _reused(result) if result.cached or result.taken_from else _ran(result, took)
    if result.status == "failed":
        tries = f" after {result.attempts} attempts" if result.attempts > 1 else ""
        error = result.error
        place = f" at {error.place}" if error and error.place else ""
        forgiven = ", which does not count" if result.forgiven else ""
        return f"failed in {took}{tries}{forgiven}: " + (f"{error.brief}{place}" if error else "")
    return f"{result.status}: {result.reason}" if result.reason else result.status


def _ran(result: StepResult, took: str) -> str:
    figures = [f"cpu {seconds(result.cpu_seconds)}"]
    figures += [memory(result.peak_memory_bytes)] if result.peak_memory_bytes else []
    tries = f" after {result.attempts} attempts" if result.attempts > 1 else ""
    said = f"{'simulated' if result.simulated else 'ok'} in {took}{tries} ({', '.join(figures)})"
    return f"{said}; {result.reason}" if result.reason else said


def _reused(result: StepResult) -> str:
    how = result.reason or ("cached" if result.cached else f"taken from run {result.taken_from}")
    return f"{how}, {seconds(result.saved_seconds)} saved" if result.saved_seconds else how
