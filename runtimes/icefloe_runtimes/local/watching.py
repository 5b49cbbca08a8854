"""Telling people how a run goes, while it goes: a table that is painted anew on a terminal, plain lines elsewhere."""

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal, TextIO, TypeAlias

from icefloe_runtimes.local import screen
from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.events import Event, StepFinished, StepStarted
from icefloe_runtimes.local.livetable import LiveTable
from icefloe_runtimes.local.progress import line
from icefloe_runtimes.local.stepresult import StepResult

Form: TypeAlias = Literal["auto", "live", "plain", "none"]
Clock: TypeAlias = Callable[[], float]
#: Who reads plain lines is told of what runs long, every so many seconds.
STILL = 60.0
_FRAME = 0.1
_COLOURS = {"failed": "red", "upstream failed": "yellow", "skipped": "dim", "interrupted": "yellow"}


class Watch:
    """Called with each event of a run; `close` leaves the terminal as it should be. A stream that is gone ends the
    telling, never the run."""

    def __init__(self, stream: TextIO, teller: "_Plain | _Live | _Silent", every: float) -> None:
        self._stream: TextIO | None = stream
        self._teller = teller
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._every = every
        self._ticker: threading.Thread | None = None

    def __call__(self, event: Event) -> None:
        """Tell of an event."""
        with self._lock:
            self._telling(lambda: self._teller.tell(event))
            if self._ticker is None and isinstance(event, StepStarted):
                self._ticker = threading.Thread(target=self._tick, name="icefloe-progress", daemon=True)
                self._ticker.start()

    def close(self, *, keep: bool = False) -> None:
        """End the telling; with `keep` a live table stays on the terminal as it is."""
        self._ended.set()
        with self._lock:
            self._telling(lambda: self._teller.end(keep=keep))
            self._stream = None
        if self._ticker is not None:
            self._ticker.join()

    def _tick(self) -> None:
        while not self._ended.wait(self._every):
            with self._lock:
                self._telling(self._teller.tick)

    def _telling(self, tell: Callable[[], None]) -> None:
        if self._stream is None:
            return
        try:
            tell()
        except (OSError, ValueError):  # the reader has gone, or the stream was closed
            self._stream = None


def watch(
    environment: Mapping[str, str], *, form: Form = "auto", stream: TextIO | None = None, clock: Clock = time.monotonic
) -> Watch:
    """Make what tells of a run on a stream, by default stderr; `auto` asks whether that is a terminal."""
    out = sys.stderr if stream is None else stream
    if out is None or form == "none":  # pyright: ignore[reportUnnecessaryComparison] - the caller may have closed it
        return Watch(sys.stderr, _Silent(), STILL)
    is_coloured = screen.is_coloured(out, environment)
    if form == "live" or (form == "auto" and screen.is_live(out, environment)):
        return Watch(out, _Live(out, is_coloured, clock), _FRAME)
    return Watch(out, _Plain(out, is_coloured, clock), STILL)


class _Plain:
    """A line for each step that has ended, and now and then one for those that run long."""

    def __init__(self, stream: TextIO, is_coloured: bool, clock: Clock) -> None:
        self._stream = stream
        self._is_coloured = is_coloured
        self._clock = clock
        self._running: dict[str, float] = {}

    def tell(self, event: Event) -> None:
        if isinstance(event, StepStarted):
            self._running[event.step] = self._clock()
        if isinstance(event, StepFinished):
            self._running.pop(event.step, None)
        text = line(event)
        if text is None:
            return
        if self._is_coloured and isinstance(event, StepFinished):
            text = screen.painted(text, colour(event.result))
        self._say(text)

    def tick(self) -> None:
        now = self._clock()
        # Of a step and those inside it only the latter are told: they are what takes the time.
        outer = {name for name in self._running for other in self._running if other.startswith(f"{name}/")}
        long = {name: now - began for name, began in self._running.items() if now - began >= STILL / 2}
        told = [f"{name} ({seconds(took)})" for name, took in long.items() if name not in outer]
        if told:
            more = f" and {len(told) - 5} more" if len(told) > 5 else ""
            self._say(f"still running: {', '.join(told[:5])}{more}")

    def end(self, *, keep: bool) -> None:
        del keep

    def _say(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()


class _Live:
    """The table of the run's steps, painted anew."""

    def __init__(self, stream: TextIO, is_coloured: bool, clock: Clock) -> None:
        self._stream = stream
        self._table = LiveTable(clock, has_glyphs=screen.can_show(stream, "✓✗–…⠋"))
        self._region = screen.Region(stream)
        self._is_coloured = is_coloured
        self._next = 0.0
        self._clock = clock

    def tell(self, event: Event) -> None:
        above = self._table.take(event)
        # Many steps may end in the time of one frame: what is not to stay is painted by the next tick.
        if above or self._clock() >= self._next:
            self._paint(above)

    def tick(self) -> None:
        self._paint("")

    def end(self, *, keep: bool) -> None:
        self._region.paint("", self._rows() if keep else [])

    def _paint(self, above: str) -> None:
        self._next = self._clock() + _FRAME
        self._region.paint(above, self._rows())

    def _rows(self) -> list[str]:
        width = screen.columns(self._stream) - 1
        rows = self._table.rows(max(3, screen.lines(self._stream) - 2))
        cut = [(screen.cut(text, max(1, width)), colour) for text, colour in rows]
        return [screen.painted(text, colour) if self._is_coloured else text for text, colour in cut]


class _Silent:
    """Nothing is told."""

    def tell(self, event: Event) -> None:
        del event

    def tick(self) -> None:
        """Nothing to do."""

    def end(self, *, keep: bool) -> None:
        del keep


def colour(result: StepResult) -> str:
    """The colour of how a step went, "" for the terminal's own."""
    if result.status == "succeeded":
        return "cyan" if result.cached or result.taken_from else ""
    return _COLOURS.get(result.status, "")
