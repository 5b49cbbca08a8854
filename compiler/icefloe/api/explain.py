"""`explain`: the page of a code."""

from icefloe.project.root import ProjectError


def explain(code: str) -> str:
    """Give the page of a rule or of any other code, by the code or its name."""
    from difflib import get_close_matches

    from icefloe import codes, rules

    found = rules.page(code) or codes.page(code)
    if found is not None:
        return found
    known = [*((rule.code, rule.name) for rule in rules.RULES), *codes.names().items()]
    words = [word for pair in known for word in pair]
    # A letter O for a zero, an I or L for a one: what is meant is not the code with the most letters alike.
    meant = code.upper()[:3] + code.upper()[3:].translate(str.maketrans("OILSBZ", "011582"))
    near = get_close_matches(meant, words, 1) or get_close_matches(code.lower(), words, 1)
    hint = f"did you mean {near[0]}?" if near else "the codes are those that `check` prints, as in FLO201"
    raise ProjectError(f"there is no rule or code {code!r}: {hint}")
