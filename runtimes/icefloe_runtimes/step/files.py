"""Digests of files and folders, and files in folders of their own."""

import os
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


def content(path: str) -> bytes:
    """Give the bytes of a file, without what Python puts between it and those who read in pieces."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        found = os.read(descriptor, os.fstat(descriptor).st_size + 1)
        # A file that grows meanwhile is read to its end all the same.
        while more := os.read(descriptor, _BLOCK):
            found += more
        return found
    finally:
        os.close(descriptor)


def digest(stream: BufferedReader) -> str:
    """Give the SHA-256 of what is left in a file."""
    found = sha256()
    while block := stream.read(_BLOCK):
        found.update(block)
    return found.hexdigest()


def alone(file: Path, folder: Path) -> Path:
    """Put a file under its name into a folder, as a link, or as a copy where there can be none; give the new path."""
    made = folder / file.name
    try:
        made.symlink_to(file.resolve())
    except OSError:
        import shutil

        shutil.copyfile(file, made)
    return made
