"""Canonical bytes of a document, and their SHA-256.

Keys are ASCII and there are no floats, so sorted compact JSON in UTF-8 is the canonical form of RFC 8785 (a property
test holds the two equal).
"""

import hashlib
import json
from typing import cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.strict import MAX_INTEGER, is_text, walk


def canonical(document: Json) -> bytes:
    """The canonical bytes of a document.

    Floats, integers beyond 2^53 - 1, keys that are not ASCII strings and unpaired surrogates raise `SchemaError`.
    """
    for place, value in walk(document):
        _refuse(value, place)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(document: Json) -> str:
    """The SHA-256 of a document's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


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
