"""Canonical bytes of a document, and their SHA-256.

Keys are ASCII and there are no floats, so sorted compact JSON in UTF-8 is the canonical form of RFC 8785 (a property
test holds the two equal). Python's own encoder writes it; what it lets pass without a word (floats, long integers,
keys that are no strings) is looked for in the text, and only a text in which it may be is looked at value by value.
"""

import json
import re
from typing import cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.strict import MAX_INTEGER, is_text, walk

_NUMBER = r"-?[0-9]+(?:[.eE]|[0-9]{15})"
# Where a text may hold a float, an integer that is too long, or a dictionary whose keys are no strings: keys of two
# kinds cannot be sorted, so the first one tells. Each pattern begins with characters that are searched for fast.
_SUSPICIOUS = tuple(
    map(re.compile, (rf'":{_NUMBER}', rf"\[{_NUMBER}", rf",{_NUMBER}", r'\{"(?:-?[0-9]|(?:true|false|null)")'))
)
_BEGINS_WITH_NUMBER = re.compile(_NUMBER)
# The rest of a string from its first character beyond ASCII on; a colon after it says that it is a key.
_BEYOND_ASCII = re.compile(r'[^\x00-\x7f][^"\\]*+(?:\\.[^"\\]*+)*+"(:?)')


def canonical(document: Json) -> bytes:
    """The canonical bytes of a document.

    Floats, integers beyond 2^53 - 1, keys that are not ASCII strings and unpaired surrogates raise `SchemaError`.
    """
    try:
        text = json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
        )
        if _is_suspicious(text):
            _refuse_all(document)
        return text.encode()
    except RecursionError:
        raise SchemaError("nested too deeply") from None
    except (TypeError, ValueError):
        _refuse_all(document)
        raise


def digest(document: Json) -> str:
    """The SHA-256 of a document's canonical bytes, in hexadecimal."""
    import hashlib  # it brings OpenSSL, and a check has nothing to hash

    return hashlib.sha256(canonical(document)).hexdigest()


def _is_suspicious(text: str) -> bool:
    if any(pattern.search(text) for pattern in _SUSPICIOUS) or _BEGINS_WITH_NUMBER.match(text):
        return True
    return not text.isascii() and any(found[1] for found in _BEYOND_ASCII.finditer(text))


def _refuse_all(document: Json) -> None:
    for place, value in walk(document):
        _refuse(value, place)


def _refuse(value: Json, place: str) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise SchemaError("an integer beyond 2^53 - 1 is written as $int", at=place)
    elif isinstance(value, str):
        if not is_text(value):
            raise SchemaError("a string holds an unpaired surrogate", at=place)
    elif isinstance(value, dict):
        for key in value:
            # What comes from Python, not from JSON, may have other keys.
            if not isinstance(cast("object", key), str) or not key.isascii():
                raise SchemaError(f"key {key!r} is not an ASCII string", at=place)
    elif not isinstance(value, list | tuple):
        raise SchemaError(f"{type(value).__name__} has no canonical form", at=place)
