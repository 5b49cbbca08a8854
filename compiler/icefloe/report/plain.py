"""Text from user code, made harmless for a terminal, and its width there."""

from unicodedata import category, combining, east_asian_width

TAB = 4

#: Categories that never reach a terminal as they are: controls, formats (bidi among them), surrogates, separators.
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def plain(text: str) -> str:
    """Spell out every character that could move the cursor, hide text or reorder it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(spelled(character) for character in text)


def spelled(character: str) -> str:
    """Give one character as it may be printed: itself, or its code point as Rust and Swift write it."""
    return f"\\u{{{ord(character):x}}}" if category(character) in _HIDDEN else character


def width(text: str) -> int:
    """Tell how many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if combining(character) or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def expanded(line: str) -> list[str]:
    """Give the printed form of each character of a source line; a tab reaches to the next tab stop."""
    cells: list[str] = []
    column = 0
    for character in line:
        cell = " " * (TAB - column % TAB) if character == "\t" else spelled(character)
        cells.append(cell)
        column += width(cell)
    return cells
