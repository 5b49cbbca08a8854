"""Signatures of a lock, made and checked by ssh-keygen: offline, with the keys that people have.

The signed bytes are those of the lock as `freeze` writes them. No other module of the compiler starts `ssh-keygen`.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from icefloe.lock.signature import NAMESPACE, Signature, SignatureError, read
from icefloe.project import ProjectError, read_document
from icefloe_schema.records import dataclass

SUFFIX: Final = ".sig"
SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Who may sign: ssh-keygen's list of allowed signers, and its list of revoked keys if there is one."""

    signers: Path
    revoked: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What came of checking a signature: who signed, or what is wrong and what to do; and the key that was used."""

    by: str = ""
    key: str = ""
    problem: str = ""
    hint: str = ""


def sign(data: bytes, key: Path, program: Path, *, asks: bool = False) -> bytes:
    """The signature of a lock's bytes; `key` is a private key, or a public one whose private half the agent has.

    With `asks`, ssh-keygen may talk to who sits at the terminal: for a passphrase, for a touch.
    """
    _need(key, "key")
    with tempfile.TemporaryDirectory(prefix="icefloe-") as room:
        lock = Path(room) / "icefloe.lock"
        # By a file and not through stdin, from which ssh-keygen would take a passphrase too.
        lock.write_bytes(data)
        command = [str(program), "-Y", "sign", "-n", NAMESPACE, "-f", str(key), str(lock)]
        try:
            done = subprocess.run(  # noqa: S603 - a program that the caller found, arguments that are ours
                command,
                stdin=None if asks else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if asks else subprocess.PIPE,
                check=False,
            )
        except OSError as error:
            raise ProjectError(f"{program} does not start: {error.strerror or error}") from error
        _need_signatures(done.stderr or b"", program)
        written = Path(f"{lock}{SUFFIX}")
        if done.returncode or not written.is_file():
            raise ProjectError(_refused(key, done.stderr or b""))
        return written.read_bytes()


def check(data: bytes, signature: Path, trust: Trust, program: Path) -> Signed:
    """Whether a signature of these bytes is one of an allowed signer; a list that is not there is an error of the call.

    Newlines of the signature may be what a checkout made of them, as those of the lock.
    """
    _need(trust.signers, "list of allowed signers")
    if trust.revoked is not None:
        _need(trust.revoked, "list of revoked keys")
    try:
        found = read(read_document(signature))
    except FileNotFoundError:
        return Signed(
            problem=f"{signature.name} is missing: the lock is not signed",
            hint="sign it with `icefloe freeze --sign KEY`",
        )
    except SignatureError as error:
        return Signed(problem=f"{signature.name} is not a signature: {error}", hint=_AGAIN)
    if found.namespace != NAMESPACE:
        return Signed(
            key=found.key,
            problem=f"{signature.name} was not made for a lock: it is for `{found.namespace}`, not `{NAMESPACE}`",
            hint=_AGAIN,
        )
    return _held(data, found, trust, program)


_AGAIN: Final = "sign the lock again with `icefloe freeze --sign KEY`"


def _held(data: bytes, found: Signature, trust: Trust, program: Path) -> Signed:
    """Ask ssh-keygen who may have signed, and then whether it was one of them."""
    with tempfile.TemporaryDirectory(prefix="icefloe-") as room:
        place = Path(room) / "icefloe.lock.sig"
        place.write_bytes(found.armoured)
        end = ["-f", str(trust.signers), "-s", str(place)]
        named = _call([str(program), "-Y", "find-principals", *end])
        if named.returncode:
            return _nobody(found, trust, named.stderr)
        revoked = [] if trust.revoked is None else ["-r", str(trust.revoked)]
        said = b""
        for principal in _principals(named.stdout):
            words = ["-Y", "verify", "-n", NAMESPACE, "-I", principal, *end, *revoked]
            done = _call([str(program), *words], data)
            if not done.returncode:
                return Signed(by=principal, key=found.key)
            said = done.stderr
    return _refuted(found, trust, said)


def _principals(output: bytes) -> tuple[str, ...]:
    """The names that ssh-keygen gives, one a line, in old versions with commas; one with `!` is who it is not."""
    names = output.decode("utf-8", "replace").replace(",", "\n").split("\n")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip() and not name.startswith("!")))


def _nobody(found: Signature, trust: Trust, said: bytes) -> Signed:
    """Nobody of the list has that key, or not now."""
    lines = _lines(said)
    if late := next((line for line in lines if "key has expired" in line or "not yet valid" in line), ""):
        why = late.partition(": ")[2] or late
        return Signed(
            key=found.key,
            problem=f"the lock is signed with {found.key}, which {trust.signers.name} does not allow now: {why}",
            hint="sign the lock again with a key that is allowed now",
        )
    wrong = next((line for line in lines if line.startswith(f"{trust.signers}:")), "")
    return Signed(
        key=found.key,
        problem=f"the lock is signed with {found.key}, which is nobody's in {trust.signers.name}"
        + (f" ({wrong})" if wrong else ""),
        hint="if that key may sign, add it to the list of allowed signers; otherwise find out who signed",
    )


def _refuted(found: Signature, trust: Trust, said: bytes) -> Signed:
    """The key is known, and the signature does not hold all the same."""
    lines = _lines(said)
    whole = " ".join(lines)
    if "not permitted for use in signature namespace" in whole:
        problem = f"{trust.signers.name} does not allow {found.key} to sign locks"
        hint = f'add `namespaces="{NAMESPACE}"` to its line, if it may'
    elif "incorrect signature" in whole:
        problem = f"the signature does not hold: icefloe.lock is not what was signed with {found.key}"
        hint = f"restore icefloe.lock and icefloe.lock.sig from version control, or {_AGAIN}"
    elif trust.revoked is not None and not lines:
        # It gives no word where a key is revoked.
        problem = f"the lock is signed with {found.key}, which {trust.revoked.name} revokes, or cannot tell of"
        hint = "sign the lock again with a key that is not revoked"
    else:
        problem = f"ssh-keygen does not accept the signature with {found.key}"
        problem += f": {lines[-1]}" if lines else ""
        hint = _AGAIN
    return Signed(key=found.key, problem=problem, hint=hint)


def _call(command: Sequence[str], data: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    try:
        done = subprocess.run(  # noqa: S603 - a program that the caller found, arguments that are ours
            list(command), input=data, capture_output=True, check=False, timeout=SECONDS
        )
    except OSError as error:
        raise ProjectError(f"{command[0]} does not start: {error.strerror or error}") from error
    except subprocess.TimeoutExpired:
        raise ProjectError(f"ssh-keygen was not ready after {SECONDS:g} seconds") from None
    _need_signatures(done.stderr, Path(command[0]))
    return done


def _need_signatures(said: bytes, program: Path) -> None:
    """Refuse a program that knows nothing of signatures, or not all of it."""
    if any(word in said for word in (b"unknown option -- Y", b"illegal option -- Y", b"Unsupported operation for -Y")):
        raise ProjectError(f"{program} is too old for signatures: OpenSSH 8.2 or later is needed")


def _need(path: Path, what: str) -> None:
    if not path.is_file():
        raise ProjectError(f"the {what} {path} is {'not a file' if path.exists() else 'missing'}")


def _lines(said: bytes) -> list[str]:
    return [line.strip() for line in said.decode("utf-8", "replace").split("\n") if line.strip()]


def _refused(key: Path, said: bytes) -> str:
    """Why ssh-keygen has not signed."""
    lines = _lines(said)
    whole = " ".join(lines)
    if "incorrect passphrase" in whole:
        why = "it has a passphrase, and there is no terminal to ask for it; load it into ssh-agent, and give its .pub"
    elif "too open" in whole or "UNPROTECTED" in whole:
        why = f"others may read it, so ssh-keygen does not use it: chmod 600 {key}"
    elif "No private key found for public key" in whole:
        why = "it is a public key, and neither ssh-agent nor a file beside it has the private one"
    elif "Couldn't load public key" in whole or "invalid format" in whole:
        why = "it is not a key of ssh; make one with `ssh-keygen -t ed25519 -f FILE`"
    else:
        why = lines[-1] if lines else "ssh-keygen refused"
    return f"the lock is not signed with {key}: {why}"
