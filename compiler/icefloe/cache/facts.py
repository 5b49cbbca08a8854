"""What was seen of the disk, as plain data, and whether it is still so.

The check of a thousand files must cost little more than to read and hash them, so facts are tuples and lists, in the
form in which they are looked at: folder by folder.
"""

import os

from icefloe.cache import disk

try:
    # As fast as SHA-256, and loaded without OpenSSL, which takes a tenth of the time that there is for everything.
    from _blake2 import blake2b as blake2b
except ImportError:  # pragma: no cover - a Python that has it elsewhere
    from hashlib import blake2b as blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    #: A file of a folder: its name, its length, the digest of its bytes.
    File: TypeAlias = tuple[str, int, bytes]
    #: A folder: its path, what `disk.scan` gave of it (None: not asked), and the files in it that were read.
    Folder: TypeAlias = tuple[str, str | None, list[File]]
    #: Folders whose names were asked for: path, root, where it really is, and the names.
    Names: TypeAlias = tuple[str, str, str, str]
    #: All: real paths; folders; names; files that were no files; kinds; files outside, None for one that is not there.
    Facts: TypeAlias = tuple[
        list[tuple[str, str]],
        list[Folder],
        list[Names],
        list[str],
        list[tuple[str, str]],
        list[tuple[str, bytes | None]],
    ]

BREAK = "\0"
#: How long a digest is.
SIZE = 32


def digest(data: bytes) -> bytes:
    """The digest of some bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def joined(names: "Iterable[str] | None") -> str:
    """Names as one text; those of what could not be read are told from those of what is empty."""
    return BREAK if names is None else BREAK.join(sorted(names))


def seen_beyond(path: str, data: bytes | None) -> bytes | None:
    """What stands for a file outside: the digest of its bytes, None if it is not there, empty if it cannot be read."""
    if data is not None:
        return digest(data)
    return b"" if os.path.lexists(path) else None


def hold(facts: "Facts") -> bool:
    """Whether the disk is still as it was seen."""
    reals, folders, names, odd, kinds, beyond = facts
    for path, real in reals:
        if os.path.realpath(path) != real:
            return False
    for path, text, files in folders:
        if text is not None and joined(disk.scan(path)) != text:
            return False
        if files and not (_same(path, files) if text is not None else _same_odd(path, files)):
            return False
    for path, root, real, text in names:
        found = disk.listed(path, root)
        if found[0] != real or joined(found[1]) != text:
            return False
    return (
        all(disk.load(path) is None for path in odd)
        and all(disk.kind(path) == one for path, one in kinds)
        and all(_digest_beyond(path) == one for path, one in beyond)
    )


def _same(folder: str, files: "list[File]") -> bool:
    """Whether files, whose kinds the folder has told, hold the same bytes."""
    flags, opened, read, close = disk.FLAGS, os.open, os.read, os.close
    for name, size, known in files:
        try:
            descriptor = opened(f"{folder}/{name}", flags)
        except (OSError, ValueError):
            return False
        try:
            data = read(descriptor, size + 1)
        except OSError:
            return False
        finally:
            close(descriptor)
        if len(data) != size or blake2b(data, digest_size=SIZE).digest() != known:
            return False
    return True


def _same_odd(folder: str, files: "list[File]") -> bool:
    """The same where the folder was not looked at, or the file is so large that it is not read to its end."""
    for name, _, known in files:
        data = disk.load(f"{folder}/{name}")
        if data is None or blake2b(data, digest_size=SIZE).digest() != known:
            return False
    return True


def _digest_beyond(path: str) -> bytes | None:
    return seen_beyond(path, disk.load_beyond(path))
