"""Documents of plain data as values: YAML, JSON, TOML and INI, read within bounds and without running anything.

What reads a form of document is imported with the first document of that form: PyYAML alone costs a sixth of LibCST.
"""

from typing import Literal, TypeAlias

from icefloe.documents.refusal import Refusal
from icefloe.source import Span
from icefloe.values import Unknown, Value

__all__ = ["Kind", "Refusal", "content", "parse"]

LIMIT = 1_000_000

Kind: TypeAlias = Literal["yaml", "json", "toml", "ini"]


def content(data: bytes, path: str) -> Value:
    """The content of a YAML file of a project, each part with its place; unknown if it cannot be read, and why."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return Unknown(why=f"byte {error.start} is not UTF-8", span=start)
    found = parse("yaml", text, start, places=True, strict=True)
    return Unknown(why=found.why, span=found.span) if isinstance(found, Refusal) else found


def parse(kind: Kind, text: str, span: Span, *, places: bool, strict: bool = False) -> Value | Refusal:
    """The content of a document; lists and dictionaries have no identity yet (their tokens are 0).

    `span` is where what cannot be placed in the text is said to stand; with `places` it is in the document's own
    file, and what YAML says of lines and columns is meant there. With `strict` it is YAML 1.2, in which `yes` and `on`
    are texts, and no key may stand twice.
    """
    if len(text) > LIMIT:
        return Refusal(why=f"it is larger than {LIMIT:,} characters", span=span)
    if kind == "yaml":
        from icefloe.documents import yamltext

        return yamltext.parse(text, span, places=places, strict=strict)
    from icefloe.documents import plaintext

    return plaintext.parse(kind, text, span)
