"""Names and literals by value, the same on every Python version."""

import re
from typing import Final

_ESCAPE: Final = (
    r"\\(?:(\n)|([abfnrtv\\'\"])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]*)\})"
)
_BYTES_ESCAPE: Final = r"\\(?:(\n)|([abfnrtv\\'\"])|([0-7]{1,3})|x([0-9a-fA-F]{2}))"
_SIMPLE: Final = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip
_PREFIX: Final = r"([a-zA-Z]*)('{3}|\"{3}|'|\")"


def identifier(name: str) -> str:
    """A name as Python compares it: NFKC."""
    if name.isascii():
        return name
    import unicodedata

    return unicodedata.normalize("NFKC", name)


def string(literal: str) -> tuple[str, str]:
    """A string literal's kind (`str` or `bytes`) and value.

    In the value a backslash is doubled, so that `\\N{NAME}`, whose meaning depends on the Unicode version of the
    running Python, can stay as it is written.
    """
    prefix, body = _opened(literal)
    kind = "bytes" if "b" in prefix else "str"
    return kind, body.replace("\\", "\\\\") if "r" in prefix else unescape(body, kind)


def document(literal: str) -> tuple[str, str]:
    """The same of a string that stands alone, cleaned: first the lines it is written on, then those of its value.

    They differ where newlines are escaped, and formatters move the lines that are written.
    """
    prefix, body = _opened(literal)
    if "b" in prefix:
        return "bytes", body
    written = _shifted(body)
    return "str", cleaned(written.replace("\\", "\\\\") if "r" in prefix else unescape(written, "str"))


def _opened(literal: str) -> tuple[str, str]:
    """A literal's prefix in lower case, and what stands between its quotes."""
    found = re.match(_PREFIX, literal)
    if found is None:
        return "", literal
    return found.group(1).lower(), literal[found.end() : -len(found.group(2))]


def unescape(body: str, kind: str) -> str:
    """The value of a string's body, backslashes doubled."""
    if "\\" not in body:
        return body
    pattern = _BYTES_ESCAPE if kind == "bytes" else _ESCAPE
    pieces: list[str] = []
    at = 0
    for found in re.finditer(pattern, body):
        pieces.append(body[at : found.start()].replace("\\", "\\\\"))
        pieces.append(_value(found))
        at = found.end()
    pieces.append(body[at:].replace("\\", "\\\\"))
    return "".join(pieces)


def _value(found: re.Match[str]) -> str:
    newline, simple, octal, *rest = found.groups()
    if newline:
        return ""
    if simple:
        return _SIMPLE[simple].replace("\\", "\\\\")
    if octal:
        return chr(int(octal, 8)).replace("\\", "\\\\")
    digits = next((d for d in rest[:3] if d), None)
    if digits is None:
        return f"\\N{{{(rest[3] or '').upper()}}}"
    code = int(digits, 16)
    return chr(code).replace("\\", "\\\\") if code < 0x110000 else found.group()


def cleaned(docstring: str) -> str:
    """A docstring without what formatters change: indentation, trailing blanks, blank lines around it."""
    return _shifted(docstring).strip("\n")


def _shifted(docstring: str) -> str:
    lines = [line.rstrip() for line in docstring.expandtabs().split("\n")]
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    return "\n".join((lines[0].lstrip(), *(line[margin:] for line in lines[1:])))


def integer(literal: str) -> str:
    """An integer literal by value, in hexadecimal: there is no limit on its digits."""
    text = literal.replace("_", "")
    if text[:2].lower() in {"0x", "0o", "0b"}:
        return f"{int(text, 0):x}"
    digits = text.lstrip("0") or "0"
    return f"{int(digits):x}" if len(digits) <= 4000 else f"d{digits}"


def number(literal: str) -> str:
    """A float or imaginary literal by value."""
    text = literal.replace("_", "").lower()
    return f"{float(text[:-1])!r}j" if text.endswith("j") else repr(float(text))
