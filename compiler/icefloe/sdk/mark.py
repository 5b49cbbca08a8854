"""What a decorator leaves on a function: nothing but a note."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

Decorated = TypeVar("Decorated", bound=Callable[..., object])

#: The attribute under which a decorated function carries what it was decorated with.
WORDS = "__icefloe__"


def mark(function: Decorated, word: str, options: Mapping[str, object]) -> Decorated:
    """Note on the function what it was decorated with, and give the function back."""
    words: tuple[tuple[str, dict[str, object]], ...] = getattr(function, WORDS, ())
    with suppress(AttributeError):  # a builtin takes no notes and is a step all the same
        setattr(function, WORDS, (*words, (word, {k: v for k, v in options.items() if v is not None})))
    return function
