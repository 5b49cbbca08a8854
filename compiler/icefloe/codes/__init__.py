"""The codes that are not rules: what the reader of a dialect, the way down to a plan, and the limits of reading report.

A rule has a file of its own, whose docstring is its page (`icefloe.rules`). Each code here stands for one thing that is
found while a file is read, and has a file of its own in `pages`: `FLO105-unknown-argument.md`. The names of those files
are the index; a page is read when it is asked for.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_PAGES = Path(__file__).with_name("pages")
_FILE = re.compile(r"(FLO\d{3})-([a-z0-9-]+)\.md")

#: What the codes of a group are about, by how they begin.
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "FLO1": "Structure: which steps there are",
        "FLO2": "Wiring: what goes from where to where",
        "FLO3": "Types and values",
        "FLO4": "Policies: caching, trying again, resources, schedules",
        "FLO5": "What the original would not do",
        "FLO6": "The lock",
        "FLO7": "Targets",
        "FLO8": "Practice",
        "FLO9": "Limits, syntax and files",
    }
)


@cache
def names() -> Mapping[str, str]:
    """Give the name of each code, by the code, in the order of the codes."""
    found = [_FILE.fullmatch(path.name) for path in _PAGES.iterdir()]
    return MappingProxyType(dict(sorted((match[1], match[2]) for match in found if match)))


def page(word: str) -> str | None:
    """Give the page of a code, by the code (`FLO105`) or its name; None if it is not one of these."""
    known = names()
    code = word.upper()
    if code not in known:
        code = next((one for one, name in known.items() if name == word.lower()), "")
    return place(code).read_text(encoding="utf-8") if code else None


def place(code: str) -> Path:
    """Give the file of a code's page."""
    return _PAGES / f"{code}-{names()[code]}.md"


def summary(page: str) -> str:
    """Give the first sentence of what a page says that its code or rule does."""
    body = page.partition("## What it does")[2].partition("\n## ")[0]
    return re.split(r"(?<=\.)\s+(?=[^a-z])", body.strip(), maxsplit=1)[0].replace("\n", " ")
