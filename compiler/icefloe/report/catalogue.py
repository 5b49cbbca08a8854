"""What is known of a code: its name, its page, and where the page stands on this machine."""

import inspect
from functools import cache
from pathlib import Path

from icefloe import codes, rules


@cache
def name(code: str) -> str:
    """The name of a code; empty if it has none."""
    return next((rule.name for rule in rules.RULES if rule.code == code), codes.names().get(code, ""))


@cache
def page(code: str) -> str:
    """The page of a code; empty if it has none."""
    return rules.page(code) or codes.page(code) or ""


def section(code: str, title: str) -> str:
    """What a page says under one of its headings."""
    return page(code).partition(f"\n## {title}\n")[2].partition("\n## ")[0].strip()


def summary(code: str) -> str:
    """The first sentence of a page."""
    return codes.summary(page(code))


@cache
def link(code: str) -> str:
    """The address of the installed page of a code, for the terminal of this machine alone; empty if it has none."""
    for module, rule in zip(rules.MODULES, rules.RULES, strict=True):
        if rule.code == code:
            return Path(inspect.getfile(module)).as_uri()
    return codes.place(code).as_uri() if code in codes.names() else ""
