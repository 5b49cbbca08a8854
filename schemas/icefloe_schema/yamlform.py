"""Documents as YAML that readers of YAML 1.1 and of YAML 1.2 understand alike.

Block style, every string in double quotes on one line, every key too unless it is a plain name that no reader takes for
anything else; no anchors, no tags, no comments. The same document gives the same text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from icefloe_schema.canonical import canonical
from icefloe_schema.jsonvalue import Json

# Words that some reader takes for a truth, for nothing, or for a number.
WORDS = frozenset(("y", "yes", "on", "true", "n", "no", "off", "false", "null", "nan", "inf", "infinity"))
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Line breaks to some readers, marks of a byte order, and what nobody sees: written by number.
_HIDDEN = re.compile(
    "[\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)
# A key that is longer than YAML lets it be has a line of its own.
_LONG = 512


def dumps(document: Json) -> str:
    """The text of a document; what has no canonical form (a float, a key that is not ASCII) is a `SchemaError`."""
    canonical(document)
    return "".join(f"{line}\n" for line in _lines(document))


def is_name(text: str) -> bool:
    """Whether a text without quotes is the same text to every reader."""
    return _NAME.fullmatch(text) is not None and text.lower() not in WORDS


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    return _HIDDEN.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _lines(value: Json) -> Iterator[str]:
    """The lines of a value; those of what a list or an object holds are indented by its owner."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entry(key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for inner in value:
            mark = "- "
            for line in _lines(inner):
                yield mark + line
                mark = "  "
    else:
        yield _scalar(value)


def _entry(key: str, value: Json) -> Iterator[str]:
    name = key if is_name(key) else quoted(key)
    if len(name) > _LONG:
        yield f"? {name}"
        name = ""
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str) and value:
        yield f"{name}:"
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{name}: {_scalar(value)}"


def _scalar(value: Json) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{}"
    return json.dumps(value) if value is None or isinstance(value, bool | int) else "[]"
