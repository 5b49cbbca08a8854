"""The guard: what must hold of a file before the parser sees it."""

import ast
import re
import warnings
from typing import Final

from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.syntax import limits
from icefloe.syntax.limits import Limit
from icefloe.syntax.scan import scan

_COOKIE: Final = rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"
_BLANK: Final = rb"^[ \t\f]*(?:#.*)?$"
_MARK: Final = b"\xef\xbb\xbf"
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def guard(data: bytes, path: str) -> str | Finding:
    """The text of a file that is safe to parse, with `\\n` newlines and no byte order mark, or what is wrong."""
    text = decode(data, path)
    if isinstance(text, Finding):
        return text
    excess = scan(text)
    if excess is None:
        return text
    if excess.exact:
        return excess.limit.finding(place(text, path, excess.offset), f"this is not valid Python: {excess.message}")
    if excess.limit is limits.SYNTAX:
        return syntax_error(text, path, place(text, path, excess.offset), excess.message)
    return excess.limit.finding(place(text, path, excess.offset))


def decode(data: bytes, path: str) -> str | Finding:
    """The bytes as text, if they are UTF-8 of a bearable size."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=2)
    if len(data) > limits.SIZE.maximum:
        return limits.SIZE.finding(start)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return limits.ENCODING.finding(start, f"the file is {name}, not UTF-8")
    content = data.removeprefix(_MARK)
    if content.startswith(_MARK):
        return limits.SYNTAX.finding(start, "this is not valid Python: it begins with two byte order marks")
    if (at := content.find(b"\0")) >= 0:
        return limits.NUL.finding(_place_of_byte(content, path, at))
    refused = _cookie(content, path)
    if refused is not None:
        return refused
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        span = _place_of_byte(content, path, error.start)
        return limits.ENCODING.finding(span, f"byte 0x{content[error.start]:02x} is not valid UTF-8 here")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cookie(content: bytes, path: str) -> Finding | None:
    """A finding if a `coding:` comment asks for another encoding: some of them hide code."""
    if b"coding" not in content[:4096]:
        return None
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", content[:4096], maxsplit=2)[:2], start=1):
        found = re.match(_COOKIE, line)
        if found is not None:
            name = found.group(1).decode("ascii", "replace")
            plain = name.lower().replace("_", "-")
            if plain in {"utf-8", "utf8", "utf-8-sig"}:
                return None
            column = len(line[: found.start(1)].decode("utf-8", "replace")) + 1
            span = Span(path=path, line=number, column=column, end_line=number, end_column=column + len(name))
            if plain not in {"ascii", "us-ascii"}:
                return limits.ENCODING.finding(span, f"the file asks for the encoding `{name}`; only UTF-8 is read")
            if not content.isascii():
                return limits.ENCODING.finding(span, f"the file says `{name}` but holds other characters")
            return None
        if not re.match(_BLANK, line):
            return None
    return None


def _place_of_byte(content: bytes, path: str, at: int) -> Span:
    before = content[:at].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return place(before + "?", path, len(before))


def place(text: str, path: str, offset: int) -> Span:
    """The span of one character."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(path=path, line=line, column=column, end_line=line, end_column=column + 1)


def syntax_error(text: str, path: str, fallback: Span, message: str) -> Finding:
    """A syntax error where Python itself sees it (LibCST often gives 1:1), else at the fallback."""
    limit: Limit = limits.SYNTAX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        lines = text.split("\n")
        line = min(max(error.lineno or 1, 1), len(lines))
        column = min(max(error.offset or 1, 1), len(lines[line - 1]) + 1)
        span = Span(path=path, line=line, column=column, end_line=line, end_column=column + 1)
        return limit.finding(span, _plain(error.msg, lines[line - 1][column - 1 :]))
    except (ValueError, RecursionError, MemoryError):
        pass
    return limit.finding(fallback, f"this is not valid Python: {message}" if message else "")


def _plain(message: str, rest: str) -> str:
    """Python's own message as one sentence of a report; where it gives no reason, what stands there is named."""
    text = message.strip().replace("'", "`") if message.count("'") in {2, 4} else message.strip()
    if not text or text == "invalid syntax":
        found = re.match(r"\s*(\w{1,40}|[^\w\s])", rest)
        text = "something is missing at the end of this line" if found is None else f"`{found[1]}` cannot stand here"
    return f"this is not valid Python: {text}"
