"""Notebooks as source: the code cells in order as one text, and which cell each line is of."""

import ast
import json
import re
import warnings
from bisect import bisect_right
from typing import Final, cast

from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.syntax import limits
from icefloe_schema.records import dataclass

#: Notebooks hold pictures too: more bytes than of a module are read, less code than of one is kept.
LIMIT: Final = 16_000_000
_DEPTH: Final = 100
_CELLS: Final = 10_000
_KEPT: Final = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun"})
_COMMENT: Final = r"\s*#\s*(?:PARAMETERS?|parameters?)\s*"
_MAGIC: Final = r"^(\s*)(?:%|!|\?|.*\?\s*$)"
_ASSIGNED: Final = r"^(\s*[\w., ]+=\s*)[%!](?!=)"


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code of a notebook. `starts` are the lines of `text` on which its cells begin, `numbers` those of the cells.

    Cells are numbered from 1, all kinds counted, as they stand in the notebook. `parameters` are the numbers of those
    that hold its parameters: tagged so, or beginning with that comment.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    parameters: tuple[int, ...] = ()

    def place(self, line: int) -> tuple[int, int]:
        """The cell of a line of the text, and the line in the cell."""
        at = max(bisect_right(self.starts, line) - 1, 0)
        return (self.numbers[at], line - self.starts[at] + 1) if self.starts else (1, 1)

    def lines(self, number: int) -> tuple[int, int]:
        """The first and the last line of a cell in the text."""
        at = self.numbers.index(number)
        last = self.starts[at + 1] - 1 if at + 1 < len(self.starts) else self.text.count("\n") + 1
        return self.starts[at], last

    def cell(self, number: int) -> str:
        """The code of one cell."""
        lines = self.text.split("\n")
        at = self.numbers.index(number)
        end = self.starts[at + 1] - 1 if at + 1 < len(self.starts) else len(lines)
        return "\n".join(lines[self.starts[at] - 1 : end])


def is_notebook(path: str) -> bool:
    """Whether a path is that of a notebook."""
    return path.endswith(".ipynb")


def read(data: bytes, path: str) -> Notebook | Finding:
    """The code of a notebook, or what is wrong with it."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=2)
    if len(data) > LIMIT:
        return limits.SIZE.finding(start, f"the notebook is larger than {LIMIT:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return limits.ENCODING.finding(start)
    if _nested(text):
        return limits.BRACKETS.finding(start, f"the notebook's JSON is nested more than {_DEPTH} deep")
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = str(error).partition("\n")[0][:200]
        return limits.NOTEBOOK.finding(start, f"this is no notebook: its JSON is not valid ({message})")
    cells = _mapping(document).get("cells")
    if not isinstance(cells, list):
        return limits.NOTEBOOK.finding(start)
    kept = cast("list[object]", cells)[:_CELLS]
    code = _sources(kept)
    return _joined(code, tuple(number for number, source in code if _holds_parameters(kept[number - 1], source)))


def _holds_parameters(cell: object, source: str) -> bool:
    """Whether a cell holds the parameters: by its tag, or by the comment that it begins with."""
    tags = _mapping(_mapping(cell).get("metadata")).get("tags")
    tagged = isinstance(tags, list) and "parameters" in cast("list[object]", tags)
    return tagged or re.match(_COMMENT, source) is not None


def _nested(text: str) -> bool:
    """Whether the JSON is nested too deeply, told without recursion."""
    depth, at = 0, 0
    while at < len(text):
        character = text[at]
        if character == '"':
            at += 1
            while at < len(text) and text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif character in "[{":
            depth += 1
            if depth > _DEPTH:
                return True
        elif character in "]}":
            depth -= 1
        at += 1
    return False


def _mapping(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _sources(cells: list[object]) -> list[tuple[int, str]]:
    """The code of the cells that hold Python, by their number."""
    found: list[tuple[int, str]] = []
    for number, raw in enumerate(cells, start=1):
        cell = _mapping(raw)
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in cast("list[object]", source) if isinstance(part, str))
        if cell.get("cell_type") == "code" and isinstance(source, str):
            found.append((number, source.replace("\r\n", "\n").replace("\r", "\n")))
    return found


def _joined(cells: list[tuple[int, str]], parameters: tuple[int, ...]) -> Notebook:
    lines: list[str] = []
    starts: list[int] = []
    for _, source in cells:
        starts.append(len(lines) + 1)
        lines += _python(source)
    text = "\n".join(lines) + "\n" if lines else ""
    return Notebook(text, tuple(starts), tuple(number for number, _ in cells), parameters)


def _python(source: str) -> list[str]:
    """The lines of a cell with what is not Python made harmless, so that each stays in its place."""
    lines = source.rstrip("\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%"):
        name = (first[2:].split() or [""])[0]
        if name not in _KEPT:
            return [""] * len(lines)
    return lines if _is_python(source) else [_plain(line) for line in lines]


def _is_python(source: str) -> bool:
    if len(source) > limits.SIZE.maximum:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _plain(line: str) -> str:
    """A line without magics, shell commands and questions."""
    assigned = re.match(_ASSIGNED, line)
    if assigned is not None:
        return f"{assigned[1]}None"
    magic = re.match(_MAGIC, line)
    if magic is None or line.lstrip().startswith("#"):
        return line
    return f"{magic[1]}pass"
