"""Making the folder of a step from what was kept of an earlier result."""

# Paths are texts here: this is done for each step of a run.
# ruff: noqa: PTH102, PTH103, PTH104, PTH108, PTH112, PTH115, PTH123

import os
from hashlib import sha256
from pathlib import Path

from icefloe_runtimes.step.files import digest, tree
from icefloe_runtimes.step.manifest import MANIFEST, Entry, Manifest
from icefloe_runtimes.step.objects import Objects, discard, write

# To make room for a block takes longer than to read a small file.
_SMALL = 1 << 16
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def contents(made: Manifest) -> tuple[Entry, ...]:
    """Everything that a step has left in the store."""
    return (*made.outputs.values(), *made.context.values(), *made.catalog.values())


def is_there(objects: Objects, made: Manifest) -> bool:
    """Whether everything that a step has left is in the store, with the very bytes that it left."""
    return all(_is_whole(objects.path(one.sha256), one) for one in contents(made))


def lay_out(objects: Objects, made: Manifest, text: bytes, artifacts: str, name: str, then: str) -> None:
    """Make the folder of a step, all of it at once, as the step itself would have left it.

    `name` is what it is called among the artifacts, `text` its record. `then` is the folder in which the result was
    first left, if that is still there: the record and the links in it get further names here, where they are the same,
    which takes a tenth of making new ones.
    """
    making, final = f"{artifacts}/making-{name}.{os.getpid()}", f"{artifacts}/{name}"
    try:
        os.mkdir(making)
    except FileNotFoundError:
        os.makedirs(making)
    try:
        for entry in contents(made):
            if not _is_linked_again(f"{then}/{entry.file}", f"{making}/{entry.file}", objects.way(making), entry):
                objects.link(entry.sha256, making, entry.file)
        if not _is_named_again(f"{then}/{MANIFEST}", f"{making}/{MANIFEST}", text):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            write(os.open(f"{making}/{MANIFEST}", flags, 0o666), text, durable=False)
        try:
            os.rename(making, final)
        except OSError:
            # What an earlier try has left is there.
            _remove(final)
            os.rename(making, final)
    except BaseException:
        discard(making)
        raise


def _remove(path: str) -> None:
    """Take a folder away with all that is in it; `OSError` where that cannot be done."""
    import shutil  # few runs need it, and it takes long to import

    shutil.rmtree(path)


def _is_linked_again(source: str, target: str, way: str, entry: Entry) -> bool:
    """Give a link a further name, if it leads to the content of an entry; a link cannot be changed afterwards."""
    if not _is_given(source, target):
        return False
    try:
        if os.readlink(target) == f"{way}{entry.sha256[:2]}{os.sep}{entry.sha256}":
            return True
    except OSError:
        # It is no link.
        pass
    os.unlink(target)
    return False


def _is_named_again(source: str, target: str, text: bytes) -> bool:
    """Give a file a further name, if it holds this text; nobody writes into one that a step has left."""
    if not _is_given(source, target):
        return False
    try:
        if _read(target, len(text), _NO_LINK) == text:
            return True
    except OSError:
        # It cannot be read, or is no file.
        pass
    os.unlink(target)
    return False


def _is_given(source: str, target: str) -> bool:
    """Whether a file or a link could be given a further name: it may be gone, or the system may not do that."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, ValueError, NotImplementedError):
        return False
    return True


def _is_whole(path: str, entry: Entry) -> bool:
    try:
        if entry.size <= _SMALL and entry.format not in ("file", "folder"):
            return sha256(_read(path, entry.size)).hexdigest() == entry.sha256
        if os.path.isdir(path):
            return tree(Path(path))[0] == entry.sha256
        with open(path, "rb") as stream:
            return digest(stream) == entry.sha256
    except OSError:
        return False


def _read(path: str, size: int, flags: int = 0) -> bytes:
    """The bytes of a small file, one more than there should be if it has become longer."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | flags)
    try:
        return os.read(descriptor, size + 1)
    finally:
        os.close(descriptor)
