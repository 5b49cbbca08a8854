"""`freeze --sign` and `verify --signed-by`: the lock's signature."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.talk import Refusal, put, say

if TYPE_CHECKING:
    from icefloe.api import Frozen, Verified

PROGRAM = "ssh-keygen"


def signature_of(frozen: "Frozen", key: str) -> bytes:
    """Sign the lock as it was frozen; nothing is written yet."""
    from icefloe.api import signing

    asks = sys.stdin.isatty() and sys.stderr.isatty()
    return signing.sign(frozen.text.encode(), _path(key), _program(), asks=asks)


def write(frozen: "Frozen", signature: bytes) -> None:
    """Write a signature beside the lock."""
    from icefloe.lock.signature import NAMESPACE

    path = _beside(frozen.path)
    put(signature.decode("ascii"), str(path))
    say(f"signed it in {path.name}, for `{NAMESPACE}`")


def warn_of_old(frozen: "Frozen") -> None:
    """Say that the signature that is there is not of the lock that is going to be written."""
    from icefloe.project import read_document

    path = _beside(frozen.path)
    if not path.exists():
        return
    try:
        same = read_document(frozen.path).replace(b"\r\n", b"\n") == frozen.text.encode()
    except OSError:
        same = False
    if not same:
        say(f"warning: {path.name} is not of this lock: sign it with `icefloe freeze --sign KEY`")


def checked(verified: "Verified", signers: str, revoked: str | None) -> "tuple[Verified, str]":
    """Check the signature of the very lock that the project was held against: what changed with it, and who signed."""
    from icefloe.api import signing
    from icefloe.lock.change import HINTS, Change, start
    from icefloe_schema import lock

    trust = signing.Trust(signers=_path(signers), revoked=None if revoked is None else _path(revoked))
    program = _program()
    if verified.lock is None:
        # It is missing or none at all, which is said already.
        return verified, ""
    path = _beside(verified.frozen.path)
    found = signing.check(lock.dumps(verified.lock).encode(), path, trust, program)
    if found.by:
        return verified, found.by
    change = Change(
        leaf="",
        expected="",
        got="",
        kind="signature",
        message=found.problem,
        span=start(path.name),
        hint=found.hint or HINTS["signature"],
    )
    return replace(verified, changes=(*verified.changes, change)), ""


def _beside(lock: Path) -> Path:
    """Where the signature of a lock stands."""
    return lock.with_name(f"{lock.name}.sig")


def _path(text: str) -> Path:
    """A path as the shell's user means it: `~` may stand in it where an option was written with `=`."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # nobody has that name: it is one of a file
        return Path(text).absolute()


def _program() -> Path:
    """Find ssh-keygen on the path, in folders that are named in full: never one that lies in the project."""
    name = f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = Path(folder) / name
        if folder and path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return path
    raise Refusal(
        f"{PROGRAM} is not installed, and signatures are made and checked with it: it is part of OpenSSH "
        "(Debian and Ubuntu: openssh-client), from 8.2 on"
    )
