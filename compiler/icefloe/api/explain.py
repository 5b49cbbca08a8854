"""`explain`: the page of a code, and what codes there are."""

from collections.abc import Iterator, Mapping

from icefloe.project.root import ProjectError


def explain(code: str = "") -> str:
    """Give the page of a rule or of any other code, by the code or its name.

    Of how several codes begin (`FLO3`), and of nothing at all, it is the list of these codes.
    """
    from icefloe import codes, rules
    from icefloe.choice.known import EVERYTHING, begins, known, meant

    found = (rules.page(code) or codes.page(code)) if code else None
    if found is not None:
        return found
    if code and not begins(code):
        raise ProjectError(f"there is no rule or code {code!r}: {meant(code)}")
    beginning = "" if code.upper() == EVERYTHING else code.upper()
    listed = {one: name for one, name in known().items() if one.startswith(beginning)}
    return "\n".join(_group(group, title, listed) for group, title in codes.GROUPS.items() if _of(group, listed))


def _of(group: str, names: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if code.startswith(group)}


def _group(group: str, title: str, names: Mapping[str, str]) -> str:
    return "".join(f"{line}\n" for line in (f"{group}  {title}", *_rows(_of(group, names))))


def _rows(names: Mapping[str, str]) -> Iterator[str]:
    from icefloe import codes, rules

    width = max(map(len, names.values()))
    for code, name in names.items():
        yield f"  {code}  {name:{width}}  {codes.summary(rules.page(code) or codes.page(code) or '')}"
