"""The terminal as a place to write to: whether there is one, how wide it is, what it can show."""

import os
from collections.abc import Mapping
from typing import TextIO
from unicodedata import combining, east_asian_width

_CLEAR = "\x1b[J"
_COLOURS = {"green": "32", "red": "31", "yellow": "33", "cyan": "36", "dim": "2", "bold": "1"}
#: Narrower than this nothing useful can be painted anew.
NARROWEST = 20


def is_live(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether somebody looks on at a terminal that can be painted anew."""
    if stream is None or environment.get("TERM", "") in ("dumb", "") or environment.get("CI"):
        return False
    return _is_terminal(stream) and columns(stream) >= NARROWEST


def is_coloured(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether there is to be colour: NO_COLOR beats FORCE_COLOR, which beats the terminal."""
    if stream is None or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return environment.get("TERM") != "dumb" and _is_terminal(stream)


def columns(stream: TextIO) -> int:
    """How many columns the terminal has now."""
    return _size(stream).columns


def lines(stream: TextIO) -> int:
    """How many lines the terminal has now."""
    return _size(stream).lines


def painted(text: str, colour: str) -> str:
    """The text in a colour."""
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if colour else text


def can_show(stream: TextIO, text: str) -> bool:
    """Whether the stream's encoding has all characters of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def cut(text: str, width: int) -> str:
    """The text in at most so many columns; what is left out is marked."""
    if (len(text) <= width and text.isascii()) or sum(map(_columns, text)) <= width:
        return text
    taken = 0
    for place, character in enumerate(text):
        taken += _columns(character)
        if taken > width - 1:  # one column is for the mark
            return f"{text[:place]}…"
    return text


def _columns(character: str) -> int:
    return 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # it is closed
        return False


def _size(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        size = os.terminal_size((80, 24))
    # A terminal that does not know its size says 0.
    return os.terminal_size((size.columns or 80, size.lines or 24))


class Region:
    """The last lines of a terminal, which are written anew again and again; what is above them stays."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0

    def paint(self, above: str, rows: list[str]) -> None:
        """Put `above` over the region for good, and the rows into it; all in one write, so that nothing flickers."""
        back = f"\x1b[{self._shown}F" if self._shown else ""
        # Lines must not be wrapped by the terminal, or the way back would be another one.
        body = "".join(f"{one}\n" for one in rows)
        self._shown = len(rows)
        self._stream.write(f"{back}{_CLEAR}{above}{body}")
        self._stream.flush()
