"""`explain`: the page of a rule."""

from difflib import get_close_matches

from icefloe.project import ProjectError
from icefloe.rules import RULES, page


def explain(code: str) -> str:
    """Give the page of a rule, by its code or its name."""
    found = page(code)
    if found is not None:
        return found
    words = [word for rule in RULES for word in (rule.code, rule.name)]
    near = get_close_matches(code.upper(), words, 1) or get_close_matches(code.lower(), words, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(rule.code for rule in RULES))}"
    raise ProjectError(f"there is no rule {code!r}: {hint}")
