"""Names that are bound once more from elsewhere: what is first written for them is not what they are later."""

import re
from collections.abc import Iterable
from dataclasses import field
from typing import Final

from icefloe_schema.records import dataclass

#: Read from text, as whole trees take long: what a comment says in passing costs an answer, never a wrong one.
_OUTER: Final = re.compile(r"(?:^|[;:])[ \t]*(?:global|nonlocal)[ \t]+([\w, \t]+)", re.MULTILINE)
_SUBSCRIPT: Final = re.compile(r"\bglobals\(\)\[\s*[\"'](\w+)[\"']")
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w.])(?P<path>\w+(?:\[[^\]\n]{0,200}\]|\([^()\n]{0,200}\))?(?:\.\w+)*)[ \t]*\.(?P<name>\w+)[ \t]*"
    r"(?=(?::[^=\n]{0,200}|,[\w., ()*]{0,200})?(?://|\*\*|>>|<<|[-+*/%&|^@])?=(?!=))"
)
_CALL: Final = re.compile(r"\bsetattr\(\s*[^,]{1,200},\s*[\"'](?P<name>\w+)[\"']")


@dataclass(slots=True)
class Changed:
    """The attributes that code sets: on anything (`attributes`), and on what is not called `self` (`outside`)."""

    attributes: set[str] = field(default_factory=set[str])
    outside: set[str] = field(default_factory=set[str])

    def read(self, text: str) -> None:
        """Add those of one module."""
        for found in _ATTRIBUTE.finditer(text):
            self.attributes.add(found["name"])
            if found["path"] != "self":
                self.outside.add(found["name"])
        for found in _CALL.finditer(text):
            self.attributes.add(found["name"])
            self.outside.add(found["name"])


def rebound(text: str) -> Iterable[str]:
    """The names of a module that its functions bind as well, by `global` or `nonlocal`."""
    for found in _OUTER.finditer(text):
        yield from (name.strip() for name in found[1].split(","))
    yield from _SUBSCRIPT.findall(text)
