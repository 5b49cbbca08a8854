"""The comments of YAML documents, and which of their lines belong together."""

import re

from icefloe.syntax.comments import Comment, Layout

_MARK = re.compile(r"(?:^|(?<=\s))#")


def layout(text: str) -> Layout:
    """Read a text as YAML; one that cannot be read has no comments."""
    import yaml  # few documents hold a comment that is meant

    taken: dict[int, list[tuple[int, int]]] = {}
    groups: dict[int, tuple[int, int]] = {}
    closed: set[int] = set()
    lines = text.split("\n")
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if not isinstance(token, yaml.ScalarToken):
                continue
            first, last = token.start_mark.line + 1, token.end_mark.line + 1
            block = token.style in ("|", ">")
            if block and token.end_mark.column == 0:
                last -= 1
            for at in range(first + block, last + 1):
                begin = token.start_mark.column if at == first else 0
                end = token.end_mark.column if at == token.end_mark.line + 1 else len(lines[at - 1])
                taken.setdefault(at, []).append((begin, end))
            if last > first:
                groups.update(dict.fromkeys(range(first, last + 1), (first, last)))
                closed.update(range(first + 1, last + 1) if block else range(first, last))
    except yaml.YAMLError:
        return Layout(groups={})
    comments: list[Comment] = []
    for number, line in enumerate(lines, start=1):
        inside = taken.get(number, [])
        for match in _MARK.finditer(line):
            start = match.start()
            if not any(begin <= start < end for begin, end in inside):
                alone = not line[:start].strip()
                comments.append(Comment(line=number, column=start + 1, text=line[start:], alone=alone))
                break
    return Layout(comments=tuple(comments), groups=groups, closed=frozenset(closed))
