"""What stands in a signature as `ssh-keygen -Y sign` writes it: who signed, and for what. Whether it holds is not here.

The blob in the armour is: `SSHSIG`, a version, the public key, the namespace, a reserved field, the name of the hash
and the signature itself; each but the first two with its length before it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from icefloe_schema.leaves import normalised
from icefloe_schema.records import dataclass

#: What a signature of a lock is for: one that was made for something else (a commit, a mail) is none.
NAMESPACE: Final = "icefloe-lock"
MOST: Final = 64 * 1024
_ARMOUR: Final = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----\n?", re.ASCII
)
_MAGIC: Final = b"SSHSIG"


class SignatureError(Exception):
    """What stands in the file is no signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature: its namespace, the kind of the key and its fingerprint, and the file with newlines as written."""

    namespace: str
    kind: str
    fingerprint: str
    armoured: bytes

    @property
    def key(self) -> str:
        """The key as people compare it: `ssh-ed25519 SHA256:…`."""
        return f"{self.kind} {self.fingerprint}"


def read(data: bytes) -> Signature:
    """The one signature in a file; a checkout may have changed its newlines, nothing else may differ."""
    if len(data) > MOST:
        raise SignatureError("it is too long for a signature")
    text = normalised(data)
    found = _ARMOUR.fullmatch(text)
    if found is None:
        several = text.count(b"-----BEGIN SSH SIGNATURE-----") > 1
        raise SignatureError("it holds more than one signature" if several else "it is not what ssh-keygen writes")
    try:
        blob = base64.b64decode(found[1].replace(b"\n", b""), validate=True)
    except binascii.Error:
        raise SignatureError("it is not what ssh-keygen writes") from None
    if not blob.startswith(_MAGIC) or blob[6:10] != b"\0\0\0\1":
        raise SignatureError("it is of a version that is not known")
    fields = list(_fields(blob[10:]))
    if len(fields) != 5:
        raise SignatureError("it is cut off")
    kind = next(_fields(fields[0]), b"")
    digest = base64.b64encode(hashlib.sha256(fields[0]).digest()).rstrip(b"=")
    return Signature(
        namespace=fields[1].decode("utf-8", "replace"),
        kind=kind.decode("ascii", "replace"),
        fingerprint=f"SHA256:{digest.decode()}",
        armoured=text if text.endswith(b"\n") else text + b"\n",
    )


def _fields(data: bytes) -> Iterator[bytes]:
    """The fields of a blob, as far as it goes."""
    at = 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        yield data[at + 4 : end]
        at = end
