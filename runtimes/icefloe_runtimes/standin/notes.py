"""What a decorator leaves on a function: nothing but a note."""

from collections.abc import Callable, Mapping
from contextlib import suppress

#: The attribute under which a decorated function carries what it was decorated with; the native words use it too.
WORDS = "__icefloe__"


def noted(
    subject: Callable[..., object], word: str, arguments: tuple[object, ...], options: Mapping[str, object]
) -> Callable[..., object]:
    """Note on a function what was said of it; positional arguments stand under their numbers."""
    said = {**{str(number): value for number, value in enumerate(arguments)}, **options}
    words: tuple[tuple[str, dict[str, object]], ...] = getattr(subject, WORDS, ())
    with suppress(AttributeError, TypeError):  # a built-in takes no notes and is a step all the same
        setattr(subject, WORDS, (*words, (word, said)))
    return subject
