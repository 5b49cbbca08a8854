"""Digests of files and folders."""

from hashlib import sha256
from io import BufferedReader
from pathlib import Path

_BLOCK = 1 << 20


def tree(path: Path) -> tuple[str, int]:
    """Give the digest and the size of a file, or of a folder with all below it."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return digest(stream), path.stat().st_size
    total, size = sha256(), 0
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        inner, length = tree(file)
        total.update(f"{file.relative_to(path).as_posix()}\0{inner}\n".encode("utf-8", "surrogateescape"))
        size += length
    return total.hexdigest(), size


def digest(stream: BufferedReader) -> str:
    """Give the SHA-256 of what is left in a file."""
    found = sha256()
    while block := stream.read(_BLOCK):
        found.update(block)
    return found.hexdigest()
