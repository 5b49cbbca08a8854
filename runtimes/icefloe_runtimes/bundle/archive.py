"""The file itself: a zip archive that is the same bytes wherever it is made, and that tells when a bit of it changed.

In front stands the line by which a shell finds Python; the comment at the end is the SHA-256 of all before it.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping

SHEBANG = b"#!/usr/bin/env python3\n"
#: The length of the comment: `sha256:` and 64 digits.
SEAL = 71
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


class DamagedError(Exception):
    """A file is no bundle, or is not as it was made."""


def pack(entries: Mapping[str, bytes]) -> bytes:
    """Give the file that holds these entries, by path: stored as they are, sorted, without times and owners."""
    buffer = io.BytesIO()
    buffer.write(SHEBANG)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, entries[name])
        # The length of the comment stands before it, and is thus part of what it seals.
        archive.comment = bytes(SEAL)
    body = buffer.getvalue()[:-SEAL]
    return body + seal(body)


def unpack(data: bytes) -> Mapping[str, bytes]:
    """Give the entries of a file that was made by `pack`, if it is as it was made."""
    body, found = data[:-SEAL], data[-SEAL:]
    if not data.startswith(SHEBANG) or found != seal(body):
        raise DamagedError("it is no bundle, or it was changed after it was made")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def seal(body: bytes) -> bytes:
    """Give what stands at the end of a file that begins so."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}".encode()
