"""The codes that there are, with their names, and what a user may write for them."""

import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from icefloe import codes
from icefloe.project.root import ProjectError

#: What is said of a file that could not be read at all. It is always reported: a file that was passed over in silence
#: would look clean.
ALWAYS = frozenset(f"FLO{number}" for number in (*range(901, 910), 914))
EVERYTHING = "ALL"
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_BEGINNING = re.compile(r"[A-Z]{1,3}[0-9]{0,3}")
#: The files of the rules are looked at, and not imported: they bring half of the compiler along.
_RULES = Path(__file__).resolve().parent.parent / "rules"
_HEAD = re.compile(r'"""# ([a-z0-9-]+) \((FLO\d{3})\)\n')
_OFF = re.compile(r"^ +default=False,$", re.MULTILINE)


@cache
def known() -> Mapping[str, str]:
    """Give the name of each code, rules and others."""
    rules = {code: name for code, name, _ in _rules()}
    return MappingProxyType(dict(sorted({**rules, **codes.names()}.items())))


@cache
def off_by_default() -> frozenset[str]:
    """The codes that are reported only where they are selected."""
    return frozenset(code for code, _, default in _rules() if not default)


@cache
def _rules() -> tuple[tuple[str, str, bool], ...]:
    """Code, name and default of each rule."""
    if "icefloe.rules" in sys.modules:  # they are there anyway, and need not be read again
        from icefloe.rules import RULES

        return tuple((rule.code, rule.name, rule.default) for rule in RULES)
    texts = [path.read_text(encoding="utf-8") for path in sorted(_RULES.glob("*.py"))]
    found = [(match, _OFF.search(text) is None) for text in texts if (match := _HEAD.match(text))]
    return tuple((match[2], match[1], default) for match, default in found)


def code_of(word: str) -> str | None:
    """The code that a code or a name stands for; None if there is none."""
    if word.upper() in known():
        return word.upper()
    return next((code for code, name in known().items() if name == word.lower()), None)


def beginning_of(word: str, place: str) -> str:
    """What a selector stands for: `ALL`, a code, or how several of them begin; anything else is a wrong call."""
    if word.upper() == EVERYTHING:
        return ""
    code = code_of(word)
    if code is not None:
        return code
    beginning = word.upper()
    if _BEGINNING.fullmatch(beginning) and any(one.startswith(beginning) for one in known()):
        return beginning
    raise ProjectError(f"{place}: there is no rule {word!r}: {meant(word)}")


def begins(word: str) -> bool:
    """Whether several codes begin like this, which is none itself: `FLO3`, or `ALL`."""
    beginning = word.upper()
    return beginning == EVERYTHING or (
        _BEGINNING.fullmatch(beginning) is not None
        and beginning not in known()
        and any(one.startswith(beginning) for one in known())
    )


def meant(word: str) -> str:
    """Say which code or name may have been meant."""
    near = _near(word)
    return f"did you mean {near}?" if near else "`icefloe explain` lists all of them"


def _near(word: str) -> str:
    # A letter O for a zero, an I or L for a one: what is meant is not the code with the most letters alike.
    code = word.upper()[:3] + word.upper()[3:].translate(str.maketrans("OILSBZ", "011582"))
    if code in known():
        return code
    if _CODE.fullmatch(code):
        # Numbers have no spelling: of several that are as near, none is meant more than the others.
        alike = [one for one in known() if sum(mine != other for mine, other in zip(code, one, strict=True)) == 1]
        return alike[0] if len(alike) == 1 else ""
    words = [one for pair in known().items() for one in pair]
    from difflib import get_close_matches

    return next(iter(get_close_matches(code, words, 1) or get_close_matches(word.lower(), words, 1)), "")
