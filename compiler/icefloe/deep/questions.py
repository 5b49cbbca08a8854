"""What the type checker is asked, line by line, and how its answers are read."""

import json
import re
from dataclasses import field
from typing import Final, Literal, cast

from icefloe.deep.room import CheckerError
from icefloe_schema.records import dataclass

#: One that must be reported and one that must not be: they prove that the checker looks, and can tell right from wrong.
_BAD: Final = "_takes_number(_gives_text())"
_GOOD: Final = "_takes_text(_gives_text())"
_HEAD: Final = """\
from typing import reveal_type
class _Stranger: ...
def _gives_text() -> str: ...
def _takes_text(value: str) -> None: ...
def _takes_number(value: int) -> None: ...
def _takes_stranger(value: _Stranger) -> None: ...
"""
_OPEN: Final = re.compile(r"\bUnknown\b|@?\bTodo\b|\bDivergent\b")
_HOLDERS: Final = re.compile(r"\b(list|dict|set|deque|defaultdict)\[")
_ARGUMENT: Final = re.compile(r"is incorrect: (?P<rest>Expected .*)$", re.DOTALL)
#: What stands between the members of a union that a type is, or has in it; parameters of callables count as well.
_UNION: Final = re.compile(r" \| |\bomitted\b")
_BOTH: Final = re.compile(r"^expected `(?P<expected>.*)`, found `(?P<found>.*)`$", re.DOTALL)
_SHOWN: Final = re.compile(r"`(?P<text>.*)`$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the checker says of a pair: `said` are its words for a no, `why` the reason for an unknown."""

    answer: Literal["yes", "no", "unknown"]
    said: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """What a no says that was expected, and what was found; empty where it says it otherwise."""
        both = _BOTH.match(self.said)
        return (both["expected"], both["found"]) if both else ("", "")


@dataclass(slots=True)
class Questions:
    """The file of questions. Each stands on a line of its own; the same one is asked once."""

    modules: dict[str, str] = field(default_factory=dict[str, str])
    _lines: dict[str, None] = field(default_factory=dict[str, None])
    _heard: dict[str, list[tuple[str, str]]] = field(default_factory=dict[str, list[tuple[str, str]]])

    def module(self, name: str) -> str:
        """The name by which a module is known in the file."""
        return self.modules.setdefault(name, f"m{len(self.modules)}")

    def pair(self, given: str, taken: str) -> None:
        """Ask whether what an expression gives may be given to a function of one parameter."""
        for text in (f"reveal_type({given})", f"reveal_type({taken})", f"{taken}({given})"):
            self._lines.setdefault(text)
        self.part(given)

    def part(self, given: str) -> None:
        """Ask whether the checker sees what an expression gives."""
        self._lines.setdefault(f"_takes_stranger({given})")

    def text(self) -> str:
        """The file: each question in a function of its own, as nothing is looked at after a call that never returns."""
        asked = (_line(number, text) for number, text in enumerate((_BAD, _GOOD, *self._lines)))
        return "\n".join((*self._head(), *asked, ""))

    def _head(self) -> list[str]:
        return [*_HEAD.splitlines(), *(f"import {name} as {own}" for name, own in self.modules.items())]

    def hear(self, output: str, path: str) -> None:
        """Read what the checker says of the file; a `CheckerError` where it does not see what it must see."""
        asked, start = (_BAD, _GOOD, *self._lines), len(self._head()) + 1
        for rule, message, line in _rows(output, path):
            if start <= line < start + len(asked):
                self._heard.setdefault(asked[line - start], []).append((rule, message))
        reported = [rule for rule, _ in self._at(_BAD)]
        if reported != ["invalid-argument-type"] or self._at(_GOOD):
            raise CheckerError("it does not tell a call that is wrong from one that is right")

    def answer(self, given: str, taken: str) -> Answer:
        """What the checker says of a pair that was asked about."""
        said = self._at(f"{taken}({given})")
        grave = [(rule, message) for rule, message in said if not rule.startswith("possibly-")]
        if any(rule != "invalid-argument-type" for rule, _ in grave):
            return Answer("unknown")
        if grave:
            found = _ARGUMENT.search(grave[0][1])
            return Answer("no", _lowered(found["rest"]) if found else grave[0][1])
        shown, wanted = (self._shown(f"reveal_type({one})") for one in (given, taken))
        if not shown or not wanted or _OPEN.search(shown) or _OPEN.search(wanted):
            return Answer("unknown")
        return Answer("yes" if shown in {"Any", "Never"} or self.seen(given) else "unknown")

    def seen(self, given: str) -> bool:
        """Whether the checker sees into what an expression gives: what would fit anywhere, it does not see into."""
        return any(rule == "invalid-argument-type" for rule, _ in self._at(f"_takes_stranger({given})"))

    def holders(self, given: str, taken: str) -> bool:
        """Whether both ends show a list or the like: one that was just made may become one of more."""
        shown, wanted = (set(_HOLDERS.findall(self._shown(f"reveal_type({one})"))) for one in (given, taken))
        return bool(shown & wanted)

    def several(self, given: str, taken: str) -> bool:
        """Whether the type of what is given is, or has in it, a union: only some of its members may be wrong."""
        found = self.answer(given, taken).ends[1]
        return any(_UNION.search(text) for text in (found, self._shown(f"reveal_type({given})")))

    def _at(self, text: str) -> list[tuple[str, str]]:
        return self._heard.get(text, [])

    def _shown(self, text: str) -> str:
        """The type that the checker reveals on that line, as it writes it."""
        for rule, message in self._at(text):
            found = _SHOWN.search(message)
            if rule == "revealed-type" and found:
                return found["text"]
        return ""


def _line(number: int, text: str) -> str:
    return f"def _asks_{number}() -> None: {text}"


def _lowered(text: str) -> str:
    return f"e{text[1:]}" if text.startswith("Expected") else text


def _rows(output: str, path: str) -> list[tuple[str, str, int]]:
    """Rule, message and line of all that is said of one file."""
    try:
        rows: object = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise CheckerError("what it says is no JSON") from error
    if not isinstance(rows, list):
        raise CheckerError("what it says is no list")
    found: list[tuple[str, str, int]] = []
    for row in cast("list[object]", rows):
        match row:
            case {
                "check_name": str(rule),
                "description": str(message),
                "location": {"path": str(where), "positions": {"begin": {"line": int(line)}}},
            } if where == path:
                found.append((rule, message.removeprefix(f"{rule}: "), line))
            case _:
                continue
    return found
