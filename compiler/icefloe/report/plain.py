"""Text from user code, made harmless for a terminal, and its width there.

What terminals do not agree on is spelled out as well, so that carets stand right in all of them: the joiners, selectors
and modifiers that make one picture of several.
"""

TAB = 4

#: Categories that never reach a terminal as they are: controls, formats (bidi among them), surrogates, separators.
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
#: First and last of: variation selectors, their supplement, and the tones of skin.
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x1F3FB, 0x1F3FF))
#: The vowels and last consonants that Hangul syllables are composed with, which take no column of their own.
_JAMO = ((0x1160, 0x11FF), (0xD7B0, 0xD7FF))


def plain(text: str) -> str:
    """Spell out every character that could move the cursor, hide text or reorder it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(spelled(character) for character in text)


def spelled(character: str) -> str:
    """Give one character as it may be printed: itself, or its code point as Rust and Swift write it."""
    number = ord(character)
    from unicodedata import category

    hidden = category(character) in _HIDDEN or _within(number, _SELECTORS) or _is_no_character(number)
    return f"\\u{{{number:x}}}" if hidden else character


def width(text: str) -> int:
    """Tell how many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    from unicodedata import category

    if category(character) in ("Mn", "Me") or _within(ord(character), _JAMO):
        return 0
    from unicodedata import east_asian_width

    return 2 if east_asian_width(character) in ("W", "F") else 1


def _within(number: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= number <= last for first, last in ranges)


def _is_no_character(number: int) -> bool:
    """Whether Unicode has kept a number from ever being a character; XML knows none of the last two of a plane."""
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def expanded(line: str) -> list[str]:
    """Give the printed form of each character of a source line; a tab reaches to the next tab stop."""
    cells: list[str] = []
    column = 0
    for character in line:
        cell = " " * (TAB - column % TAB) if character == "\t" else spelled(character)
        cells.append(cell)
        column += width(cell)
    return cells
