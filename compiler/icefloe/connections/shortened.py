"""Types as texts that are not too long to be read."""

#: How many characters of a type are shown in a message and under the carets of a frame, and how many of a reason.
MESSAGE = 120
LABEL = 80
REASON = 200


def shortened(text: str, most: int) -> str:
    """A type's text with its innermost parts left out, and then its further ones, until it is short enough."""
    if len(text) <= most:
        return text
    deepest = _depth(text)
    for depth in range(deepest, 0, -1):
        found = _folded(text, depth)
        if len(found) <= most:
            return found
    return f"{_folded(text, 1)[: most - 1].rstrip(' |,[')}…"


def _depth(text: str) -> int:
    depth = most = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        most = max(most, depth)
    return most


def _folded(text: str, limit: int) -> str:
    """The text with what stands in brackets of that depth, or deeper, as `…`."""
    found: list[str] = []
    depth = 0
    for character in text:
        depth -= character == "]"
        if depth < limit:
            found.append(character)
        if character == "[":
            depth += 1
            if depth == limit:
                found.append("…")
    return "".join(found)
