"""`freeze --sign` and `verify --signed-by`: the lock's signature."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.talk import Refusal, put, say

if TYPE_CHECKING:
    from icefloe.api import Frozen, Verified
    from icefloe.api.signing import Signed

PROGRAM = "ssh-keygen"


def sign(frozen: "Frozen", key: str) -> None:
    """Sign the lock as it was frozen, beside it."""
    from icefloe.api import signing

    asks = sys.stdin.isatty() and sys.stderr.isatty()
    made = signing.sign(frozen.text.encode(), _path(key), _program(), asks=asks)
    path = f"{frozen.path}{signing.SUFFIX}"
    put(made.decode("ascii"), path)
    say(f"signed it in {Path(path).name}, for `{signing.NAMESPACE}`")


def warn_of_old(frozen: "Frozen", changed: bool) -> None:
    """Say that a signature is of another lock than the one that was written."""
    name = f"{frozen.path.name}.sig"
    if changed and frozen.path.with_name(name).exists():
        say(f"warning: {name} is of the lock before; sign this one with `icefloe freeze --sign KEY`")


def signature(verified: "Verified", signers: str, revoked: str | None) -> "Signed":
    """Check the signature of the very lock that the project was held against."""
    from icefloe.api import signing
    from icefloe_schema import lock

    path = verified.frozen.path
    trust = signing.Trust(signers=_path(signers), revoked=None if revoked is None else _path(revoked))
    data = b"" if verified.lock is None else lock.dumps(verified.lock).encode()
    return signing.check(data, path.with_name(f"{path.name}{signing.SUFFIX}"), trust, _program())


def _path(text: str) -> Path:
    """A path as the shell's user means it: `~` may stand in it where an option was written with `=`."""
    return Path(text).expanduser().absolute()


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
