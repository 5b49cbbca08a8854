"""What a live table of a run shows."""

from collections.abc import Callable

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.events import Event, Noted, RunStarted, StepFinished, StepRetried, StepStarted
from icefloe_runtimes.local.progress import first_line, line, outcome
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.visible import visible

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_GLYPHS = {"succeeded": "✓", "failed": "✗", "upstream failed": "✗", "skipped": "–", "interrupted": "!"}
_LETTERS = {"succeeded": "+", "failed": "x", "upstream failed": "x", "skipped": "-", "interrupted": "!"}
_COLOURS = {"failed": "red", "upstream failed": "yellow", "skipped": "dim", "interrupted": "yellow"}
_WIDEST_NAME = 40


class LiveTable:
    """The steps of a run: which wait, run, and have ended, as rows of a table with a colour for each."""

    def __init__(self, clock: Callable[[], float], *, has_glyphs: bool) -> None:
        self._clock = clock
        self._has_glyphs = has_glyphs
        self._started = clock()
        self._steps: dict[str, int] = {}
        self._running: dict[str, float] = {}
        self._ended: dict[str, StepResult] = {}
        self._inside: dict[str, int] = {}
        self._notes: dict[str, str] = {}

    def take(self, event: Event) -> str:
        """Take an event; give what is to stay on the terminal above the table."""
        if isinstance(event, RunStarted):
            self._steps = {name: number for number, name in enumerate(event.steps)}
        elif isinstance(event, StepStarted):
            self._running.setdefault(event.step, self._clock())
        elif isinstance(event, StepRetried):
            why = first_line(event.message)
            self._notes[event.step] = f"attempt {event.attempt} of {event.attempts} failed: {why}"
        elif isinstance(event, StepFinished):
            self._finish(event.step, event.result)
        return f"{line(event)}\n" if isinstance(event, RunStarted | Noted) else ""

    def rows(self, most: int) -> list[tuple[str, str]]:
        """At most so many rows, each with its colour; the last one counts."""
        shown = self._chosen(most - 1)
        width = min(max((len(name) for name in shown), default=0), _WIDEST_NAME)
        return [*(self._row(name, width) for name in shown), (self._footer(len(shown)), "dim")]

    def _finish(self, name: str, result: StepResult) -> None:
        self._running.pop(name, None)
        self._notes.pop(name, None)
        if name in self._steps:
            self._ended[name] = result
            return
        around = result.inside
        self._inside[around] = self._inside.get(around, 0) + 1

    def _chosen(self, most: int) -> list[str]:
        """The steps to show, where there is not room for all: those that run, those that went wrong, the last ones
        that have ended, the next ones."""
        inner = [name for name in self._running if name not in self._steps][: max(0, most // 2)]
        names = list(self._steps)
        if len(names) + len(inner) > most:
            wrong = [name for name, one in self._ended.items() if one.status != "succeeded"]
            running = [name for name in self._running if name in self._steps]
            lately = list(reversed(self._ended))
            waiting = (name for name in names if name not in self._ended and name not in self._running)
            first = dict.fromkeys([*running, *wrong[-3:], *lately[: most // 3]])
            for name in waiting:
                if len(first) + len(inner) >= most:
                    break
                first[name] = None
            chosen = set(list(first)[: most - len(inner)])
            names = [name for name in names if name in chosen]
        # What runs inside a step stands below it.
        order = {name: (self._steps[name], "") for name in names}
        order |= {name: (self._place(name), name) for name in inner}
        return sorted(order, key=order.__getitem__)

    def _place(self, name: str) -> int:
        """The number of the step of the plan around a step; its name may hold a `/` itself."""
        parts = name.split("/")
        heads = ("/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
        return next((self._steps[head] for head in heads if head in self._steps), len(self._steps))

    def _row(self, name: str, width: int) -> tuple[str, str]:
        shown = visible(name)
        if name in self._ended:
            result = self._ended[name]
            glyph = (_GLYPHS if self._has_glyphs else _LETTERS)[result.status]
            return f"{glyph} {shown:<{width}}  {outcome(result)}", _colour(result)
        if name not in self._running:
            return f"  {shown:<{width}}  waits", "dim"
        took = self._clock() - self._running[name]
        done = self._inside.get(name, 0)
        notes = [f"{done:,} inside" if done else "", self._notes.get(name, "")]
        said = "; ".join(["running", *(note for note in notes if note)])
        return f"{self._spin()} {shown:<{width}}  {said} {seconds(took)}", "bold"

    def _footer(self, shown: int) -> str:
        running = sum(name in self._steps for name in self._running)
        counts = f"{len(self._ended)} of {len(self._steps)} steps, {running} running"
        failed = sum(one.status == "failed" for one in self._ended.values())
        more = f", {failed} failed" if failed else ""
        hidden = len(self._steps) - shown
        less = f", {hidden} not shown" if hidden > 0 else ""
        return f"  {counts}{more}{less}, {seconds(self._clock() - self._started)}"

    def _spin(self) -> str:
        return _SPINNER[int(self._clock() * 10) % len(_SPINNER)] if self._has_glyphs else "*"


def _colour(result: StepResult) -> str:
    if result.status == "succeeded":
        return "cyan" if result.cached or result.taken_from else "green"
    return _COLOURS[result.status]
