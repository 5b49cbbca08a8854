"""Digests of files and folders, and files in folders of their own."""

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


def alone(file: Path, folder: Path) -> Path:
    """Put a file under its name into a folder, as a link, or as a copy where there can be none; give the new path."""
    made = folder / file.name
    try:
        made.symlink_to(file.resolve())
    except OSError:
        import shutil

        shutil.copyfile(file, made)
    return made
