"""Events as plain lines."""

from icefloe_runtimes.local.events import Event, RunStarted, StepFinished, StepRetried
from icefloe_runtimes.local.results import StepResult

_MINUTE = 60


def line(event: Event) -> str | None:
    """Give the line that tells of an event; `None` for those that are told by another."""
    if isinstance(event, RunStarted):
        return "\n".join([f"run {event.run_id}: {event.pipeline_name}", *(f"note: {note}" for note in event.notes)])
    if isinstance(event, StepRetried):
        wait = seconds(event.delay_seconds)
        return f"{event.step}: attempt {event.attempt} of {event.attempts} failed ({event.message}); again in {wait}"
    if isinstance(event, StepFinished):
        return f"{event.step}: {_outcome(event.result)}"
    return None


def _outcome(result: StepResult) -> str:
    took = seconds(result.duration_seconds)
    if result.status == "succeeded":
        word = "simulated" if result.simulated else "ok"
        figures = f"{word} in {took} (cpu {seconds(result.cpu_seconds)}, {memory(result.peak_memory_bytes)})"
        return f"{figures}; {result.reason}" if result.reason else figures
    if result.status == "failed":
        tries = f" after {result.attempts} attempts" if result.attempts > 1 else ""
        error = result.error
        place = f" at {error.place}" if error and error.place else ""
        return f"failed in {took}{tries}: " + (f"{error.brief}{place}" if error else "")
    return f"{result.status}: {result.reason}" if result.reason else result.status


def seconds(value: float) -> str:
    """Write a duration: `0.03s`, `2.4s`, `1m12s`."""
    if value < _MINUTE:
        return f"{value:.2f}s" if value < 0.095 else f"{value:.1f}s"
    return f"{int(value) // _MINUTE}m{int(value) % _MINUTE:02d}s"


def memory(value: int) -> str:
    """Write an amount of memory: `310 MiB`."""
    return f"{value / 2**20:.0f} MiB" if value < 2**30 else f"{value / 2**30:.1f} GiB"
