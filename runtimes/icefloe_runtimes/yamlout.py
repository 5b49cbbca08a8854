"""Exact YAML: what is written here reads the same under YAML 1.1 and 1.2.

Every string value is double-quoted, so that `no`, `1e3` or `0o12` stay strings for every reader; keys are plain only
where no reader can take them for anything else; nothing is aliased, nothing is folded.
"""

import re
from collections.abc import Mapping

import yaml

from icefloe_schema.jsonvalue import Json

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ENDLESS = 2**31
_TAG = "tag:yaml.org,2002:"


class Script(str):
    """A text of our own, free of anything from outside, that is written as a readable block."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Lists stand deeper than the key they belong to."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's own
        super().increase_indent(flow, False)


def dumps(document: Mapping[str, Json], *, comments: Mapping[str, str] | None = None, header: str = "") -> str:
    """The YAML text of a document.

    `comments` are put behind the strings that they belong to, where such a string ends its line; `header` becomes
    comment lines before everything.
    """
    text = str(yaml.serialize(_node(document), Dumper=_Dumper, allow_unicode=False, width=_ENDLESS))  # pyright: ignore[reportUnknownMemberType]
    lines = [_commented(line, comments or {}) for line in text.split("\n")[:-1]]
    return "".join(f"{line}\n" for line in [*(f"# {line}".rstrip() for line in header.splitlines()), *lines])


def _commented(line: str, comments: Mapping[str, str]) -> str:
    found = (comment for value, comment in comments.items() if line.endswith(f': "{value}"'))
    return " # ".join([line, *found])


def _node(value: Json) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_key(key), _node(inner)) for key, inner in value.items()]
        return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=not pairs)
    if isinstance(value, list | tuple):
        return yaml.SequenceNode(f"{_TAG}seq", [_node(inner) for inner in value], flow_style=not value)
    if isinstance(value, str):
        return yaml.ScalarNode(f"{_TAG}str", str(value), style="|" if isinstance(value, Script) else '"')
    if isinstance(value, bool):
        return yaml.ScalarNode(f"{_TAG}bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode(f"{_TAG}int", str(value))
    raise TypeError(f"an export holds no {type(value).__name__}: {value!r}")


def _key(key: str) -> yaml.Node:
    is_plain = _PLAIN_KEY.fullmatch(key) and key.lower() not in _WORDS
    return yaml.ScalarNode(f"{_TAG}str", key, style=None if is_plain else '"')
