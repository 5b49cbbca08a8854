"""Methods of strings."""

from icefloe.evaluate import iteration, standard
from icefloe.evaluate.budget import TEXT
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import scalar
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Table, Unknown, Value

_PIECES = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_TEXT = _PIECES | {
    "upper",
    "lower",
    "strip",
    "lstrip",
    "rstrip",
    "title",
    "capitalize",
    "casefold",
    "swapcase",
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "isalnum",
    "isalpha",
    "isdigit",
    "isidentifier",
    "islower",
    "isupper",
    "find",
    "count",
    "index",
    "rfind",
    "rindex",
    "isspace",
    "istitle",
    "isnumeric",
    "isdecimal",
    "isascii",
    "isprintable",
    "encode",
    "rpartition",
}
#: What may be given to `encode`: the name of any other codec would import a module.
_ENCODINGS = frozenset({"utf-8", "utf8", "UTF-8", "ascii", "latin-1", "strict", "ignore", "replace"})
_WIDE = frozenset({"zfill", "ljust", "rjust", "center"})  # fmt: skip


def call(machine: Machine, text: str, name: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of `text.name(*arguments)`, or None if it is not followed."""
    if name == "join" and len(arguments) == 1:
        parts = iteration.elements(machine, arguments[0].value)
        texts = [p.value for p in parts or () if isinstance(p, Known) and isinstance(p.value, str)]
        if parts is None or len(texts) != len(parts) or sum(map(len, texts)) + len(text) * len(texts) > TEXT:
            return None
        return Known(value=text.join(texts), span=span)
    if name == "format":
        return standard.filled(text, arguments, span)
    if name == "format_map" and len(arguments) == 1:
        return _format_map(machine, text, arguments[0].value, span)
    given = [a.value.value for a in arguments if isinstance(a.value, Known) and a.name is None]
    if len(given) != len(arguments):
        return None
    if name in _WIDE and given and type(given[0]) is int and 0 <= given[0] <= TEXT:
        return scalar(getattr(str, name)(text, *given), span)
    if name == "replace" and len(given) == 2 and isinstance(given[0], str) and isinstance(given[1], str):
        if (len(text) + 1) * max(len(given[1]), 1) > TEXT:
            return None
        return Known(value=text.replace(given[0], given[1]), span=span)
    if name not in _TEXT or (name == "encode" and not _ENCODINGS.issuperset(given)):
        return None
    try:
        if name in _PIECES:
            return _pieces(machine, tuple(getattr(str, name)(text, *given)), name, span)
        return scalar(getattr(str, name)(text, *given), span)
    except (TypeError, ValueError) as error:
        return Unknown(why=f"`.{name}()` fails: {error}", span=span)


def _format_map(machine: Machine, text: str, mapping: Value, span: Span) -> Value | None:
    """`text.format_map(mapping)`."""
    entries = machine.current(mapping)
    if not isinstance(entries, Table):
        return None
    named = [
        Argument(name=key.value, value=value, span=span)
        for key, value in entries.entries
        if isinstance(key, Known) and isinstance(key.value, str)
    ]
    return standard.filled(text, tuple(named), span) if len(named) == len(entries.entries) else None


def _pieces(machine: Machine, pieces: tuple[str, ...], name: str, span: Span) -> Items:
    items = tuple(Known(value=piece, span=span) for piece in pieces)
    return Items(kind="tuple" if name.endswith("partition") else "list", items=items, token=machine.token(), span=span)
