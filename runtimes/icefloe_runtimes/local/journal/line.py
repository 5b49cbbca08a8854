"""One line of a journal: a JSON object whose last entry is a checksum over it and over all lines before it."""

import json
from binascii import crc32

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

NAME = "journal.jsonl"
_MARK = b',"crc":"'
_TAIL = len(_MARK) + 8 + len(b'"}')
# Other bytes than those of ASCII would only make a torn line harder to look at.
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line without its end, and the checksum that the next one begins with."""

    data: bytes
    checksum: int


def written(fields: JsonObject, before: int) -> Line:
    """Write an object as the line that follows one with the checksum `before` (0 for the first one)."""
    body = _ENCODER.encode(fields).encode("ascii")[:-1]
    checksum = crc32(body, before)
    return Line(data=b'%s%s%08x"}\n' % (body, _MARK, checksum), checksum=checksum)


def parsed(data: bytes, before: int) -> tuple[dict[str, Json], int] | None:
    """Give the object of a line and its checksum; `None` where it is not what was written after `before`."""
    body, tail = data[:-_TAIL], data[-_TAIL:]
    checksum = crc32(body, before)
    if tail != b'%s%08x"}' % (_MARK, checksum):
        return None
    try:
        found: dict[str, Json] = json.loads(body + b"}")
    except ValueError:
        return None
    return found, checksum
