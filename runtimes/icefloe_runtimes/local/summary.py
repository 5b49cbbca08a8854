"""What is said of a run at its end: a table of its steps, and their small outputs."""

from collections.abc import Iterable, Iterator, Mapping

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.stepresult import StepResult

#: Of more steps than these, those that simply went well are counted.
_MOST = 60
_MOST_FIGURES = 100


def summary(head: str, steps: Mapping[str, StepResult], figures: Mapping[str, str]) -> Iterator[str]:
    """Give the lines: the head, how each step went and what it took, what was saved, and the small outputs."""
    yield head
    # Of what is inside other steps only that is told which went wrong.
    told = {name: one for name, one in steps.items() if not one.inside or one.status == "failed"}
    left_out = 0
    if len(told) > _MOST:
        plain = [name for name, one in told.items() if one.status == "succeeded" and not one.simulated]
        left_out = len(plain)
        told = {name: one for name, one in told.items() if name not in set(plain)}
    yield from table([row(name, result) for name, result in told.items()])
    if left_out:
        yield f"  and {left_out:,} {'more ' if told else ''}steps that succeeded"
    reused = [one for one in steps.values() if one.cached or one.taken_from]
    saved = sum(one.saved_seconds for one in reused)
    if saved:
        yield f"  {seconds(saved)} saved, as {len(reused)} step{'s' if len(reused) > 1 else ''} did not have to run"
    shown = list(figures.items())
    width = max((len(name) for name, _ in shown[:_MOST_FIGURES]), default=0)
    yield from (f"  {name:<{width}}  {text}" for name, text in shown[:_MOST_FIGURES])
    if len(shown) > _MOST_FIGURES:
        yield f"  and {len(shown) - _MOST_FIGURES:,} more; `icefloe show RUN` has all"


def row(name: str, result: StepResult) -> tuple[str, str, str, str]:
    """The cells of one step: its name, how it went, how long that took, and what else there is to say."""
    if result.status == "succeeded" and (result.cached or result.taken_from):
        saved = f"{seconds(result.saved_seconds)} saved" if result.saved_seconds else ""
        return name, "cached" if result.cached else "taken over", saved, result.reason
    ran = result.status in ("succeeded", "failed", "running")
    remark = " (simulated)" if result.simulated else " (does not count)" if result.forgiven else ""
    status = f"{result.status}{remark}"
    tries = f"{result.attempts} attempts" if result.attempts > 1 else ""
    why = result.error.brief if result.error else result.reason
    said = "; ".join(part for part in (tries, why) if part)
    return name, status, seconds(result.duration_seconds) if ran else "", said


def table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows whose cells stand below one another; the last cell is as long as it is, and a column without a word
    takes no room."""
    cells = list(rows)
    if not cells:
        return
    widths = [max(len(one[column]) for one in cells) for column in range(len(cells[0]))]
    for one in cells:
        padded = [f"{text:<{width}}" for text, width in zip(one, widths, strict=True) if width]
        yield "  " + "  ".join(padded).rstrip()
