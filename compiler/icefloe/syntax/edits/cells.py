"""The code of one cell in the JSON of a notebook, found and replaced without a change to anything else."""

import json
import re
from typing import cast

from icefloe.fixes import Edit
from icefloe.syntax.notebook import Notebook, read
from icefloe_schema.records import dataclass

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(r"[^ \t\r\n,\]}]+")
_CELL = re.compile(r"\.ipynb:cell (\d+)$")


def number(path: str) -> int:
    """The number of the cell that a path names, 0 if it names none."""
    found = _CELL.search(path)
    return 0 if found is None else int(found[1])


def file(path: str) -> str:
    """The path of a file without the cell in it."""
    return path.rpartition(":cell ")[0] if number(path) else path


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the place of its source in the JSON, and its code."""

    start: int
    end: int
    text: str
    shown: str

    def holds(self, edit: Edit) -> bool:
        """Whether the lines of an edit are in the cell as they were read: shell commands and magics are not."""
        own, read = self.text.split("\n"), self.shown.split("\n")
        last = min(edit.span.end_line, len(read))
        return own[edit.span.line - 1 : last] == read[edit.span.line - 1 : last]

    def replaced(self, document: str, text: str) -> str:
        """The document with other code in this cell, laid out as it was."""
        raw = document[self.start : self.end]
        plain = document.isascii()
        if not raw.startswith("["):
            return document[: self.start] + json.dumps(text, ensure_ascii=plain) + document[self.end :]
        kept = {cast("str", json.loads(one)): one for one in _STRING.findall(raw)}
        lines = [line for line in re.split(r"(?<=\n)", text) if line]
        strings = [kept.get(line) or json.dumps(line, ensure_ascii=plain) for line in lines]
        first = _STRING.search(raw)
        head, tail = (raw[: first.start()], raw[_last(raw) :]) if first is not None else ("[", "]")
        between = head[1:] or " "
        return document[: self.start] + head + f",{between}".join(strings) + tail + document[self.end :]


def _last(raw: str) -> int:
    """Where the last string of a list ends."""
    return max((found.end() for found in _STRING.finditer(raw)), default=1)


def find(document: str, number: int) -> Cell | None:
    """The code cell of that number, counted from 1; None if there is none, or its text is not laid out plainly."""
    place = _place(document, number - 1)
    notebook = read(document.encode("utf-8"), "")
    if place is None or not isinstance(notebook, Notebook) or number not in notebook.numbers:
        return None
    source: object = json.loads(document[place[0] : place[1]])
    text = "".join(cast("list[str]", source)) if isinstance(source, list) else str(source)
    return None if "\r" in text else Cell(*place, text, notebook.cell(number))


def _place(document: str, index: int) -> tuple[int, int] | None:
    """The place of the source of a cell."""
    cells = _member(document, _blank(document, 0), "cells")
    if cells is None or document[cells] != "[":
        return None
    at = _blank(document, cells + 1)
    for _ in range(index):
        at = _blank(document, _behind(document, at))
        if document[at] != ",":
            return None
        at = _blank(document, at + 1)
    source = _member(document, at, "source")
    return None if source is None else (source, _behind(document, source))


def _member(document: str, at: int, name: str) -> int | None:
    """Where the value of a member of the object at a place begins; of several, json takes the last one."""
    if at >= len(document) or document[at] != "{":
        return None
    found: int | None = None
    at = _blank(document, at + 1)
    while document[at] == '"':
        end = _behind(document, at)
        value = _blank(document, _blank(document, end) + 1)
        if json.loads(document[at:end]) == name:
            found = value
        at = _blank(document, _behind(document, value))
        if document[at] == ",":
            at = _blank(document, at + 1)
    return found


def _blank(document: str, at: int) -> int:
    found = _BLANK.match(document, at)
    return at if found is None else found.end()


def _behind(document: str, at: int) -> int:
    """Where the JSON value at a place ends; the document is known to be valid, and not to be nested deep."""
    if document[at] not in "[{":
        found = (_STRING if document[at] == '"' else _WORD).match(document, at)
        return at + 1 if found is None else found.end()
    depth = 0
    while True:
        character = document[at]
        if character == '"':
            at = _behind(document, at)
            continue
        depth += (character in "[{") - (character in "]}")
        at += 1
        if not depth:
            return at
