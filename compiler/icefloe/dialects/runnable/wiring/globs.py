"""Patterns of files: whether two of them can mean the same file."""

_ANY = frozenset("*?[")


def literal(pattern: str) -> bool:
    """Whether a pattern means one file."""
    return not _ANY & set(pattern)


def overlap(one: str, two: str) -> bool:
    """Whether there can be a file that both patterns mean, each as `pathlib.Path.glob` reads it."""
    return _paths(_parts(one), _parts(two))


def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(part for part in pattern.split("/") if part not in ("", "."))


def _paths(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two patterns of several folders meet, `**` standing for any number of them."""
    rows = _grid(len(one), len(two))
    for i in range(len(one), -1, -1):
        for j in range(len(two), -1, -1):
            if i == len(one) and j == len(two):
                rows[i][j] = True
                continue
            first, second = one[i : i + 1], two[j : j + 1]
            skips = (first == ("**",) and rows[i + 1][j]) or (second == ("**",) and rows[i][j + 1])
            eats = (first == ("**",) and bool(second) and rows[i][j + 1]) or (
                second == ("**",) and bool(first) and rows[i + 1][j]
            )
            both = bool(first and second) and _names(first[0], second[0]) and rows[i + 1][j + 1]
            rows[i][j] = skips or eats or both
    return rows[0][0]


def _names(one: str, two: str) -> bool:
    """Whether two patterns of one name meet; what stands in brackets is taken for any one character."""
    first, second = _signs(one), _signs(two)
    rows = _grid(len(first), len(second))
    for i in range(len(first), -1, -1):
        for j in range(len(second), -1, -1):
            if i == len(first) and j == len(second):
                rows[i][j] = True
                continue
            a, b = (first[i] if i < len(first) else ""), (second[j] if j < len(second) else "")
            many = (a == "*" and (rows[i + 1][j] or (bool(b) and rows[i][j + 1]))) or (
                b == "*" and (rows[i][j + 1] or (bool(a) and rows[i + 1][j]))
            )
            same = bool(a and b) and (a == b or "?" in (a, b)) and "*" not in (a, b)
            rows[i][j] = many or (same and rows[i + 1][j + 1])
    return rows[0][0]


def _grid(height: int, width: int) -> list[list[bool]]:
    return [[False] * (width + 2) for _ in range(height + 2)]


def _signs(pattern: str) -> list[str]:
    """The characters of a pattern, what stands in brackets as `?`."""
    found: list[str] = []
    at = 0
    while at < len(pattern):
        end = pattern.find("]", at + 2) if pattern[at] == "[" else -1
        found.append("?" if end > 0 else "*" if pattern[at] == "*" else pattern[at])
        at = end + 1 if end > 0 else at + 1
    return found
