"""What a bundle says: results on stdout, all else on stderr."""

import sys
from collections.abc import Iterable


def put(lines: Iterable[str]) -> None:
    """Write lines on stdout."""
    sys.stdout.write("".join(f"{text}\n" for text in lines))
    sys.stdout.flush()


def say(text: str) -> None:
    """Write a line on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
