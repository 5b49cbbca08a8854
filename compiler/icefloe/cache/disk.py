"""How files and folders are read, so that nothing hangs and what was seen once can be held against the disk again."""

import os

#: More of a module is never needed: the parser refuses files far below this size.
MODULE_LIMIT = 4 << 20
#: Any other file that is larger counts as not there.
FILE_LIMIT = 32 << 20
#: A document that is larger holds no pipeline: nobody could read it.
DOCUMENT_LIMIT = 4 << 20
#: How the names of files end in which a dialect may write a pipeline as plain data.
DOCUMENTS = (".yaml", ".yml")
#: A link is not followed, a pipe not waited for.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLLOWING = FLAGS & ~getattr(os, "O_NOFOLLOW", 0)
_TYPE = 0o170000
_REGULAR = 0o100000
_LINK = 0o120000


def real(path: str) -> str:
    """A path with its links resolved."""
    return os.path.realpath(path)


def load(path: str) -> bytes | None:
    """The bytes of a regular file; None for everything else, a link too, and for what is too large."""
    try:
        descriptor = os.open(path, FLAGS)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        limit = MODULE_LIMIT if path.endswith(".py") else FILE_LIMIT
        if status.st_mode & _TYPE != _REGULAR or (limit == FILE_LIMIT and status.st_size > limit):
            return None
        return _content(descriptor, status.st_size, limit)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def refusal(path: str) -> str:
    """Why nothing can be read at a path, as the end of a sentence."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return "there is no such file, or its folder is a link or may not be opened"
    if status.st_mode & _TYPE == _LINK:
        return "it is a link, which may lead anywhere"
    if status.st_mode & _TYPE != _REGULAR:
        return "it is no regular file"
    return "it is too large" if status.st_size > FILE_LIMIT else "it may not be opened"


def load_beyond(path: str) -> bytes | None:
    """The bytes of a regular file outside of a project, links followed; None if there is none."""
    try:
        descriptor = os.open(path, _FOLLOWING)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if status.st_mode & _TYPE != _REGULAR or status.st_size > FILE_LIMIT:
            return None
        return _content(descriptor, status.st_size, FILE_LIMIT)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def hindrance(path: str, *, follow: bool) -> str:
    """Why what stands at a path cannot be read as a file; "" where nothing does, or nothing is in the way."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return ""
    if status.st_mode & _TYPE == _LINK and not follow:
        return "it is a link, and links are not followed"
    try:
        descriptor = os.open(path, _FOLLOWING)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        status = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if status.st_mode & _TYPE != _REGULAR:
        return "it is no regular file"
    return f"it is larger than {FILE_LIMIT:,} bytes" if status.st_size > FILE_LIMIT else ""


def is_closed(folder: str) -> bool:
    """Whether a folder is there and may not be listed; one that is gone, or too deep for a path, is none."""
    try:
        os.scandir(folder).close()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return scan(folder) is None


def _content(descriptor: int, size: int, limit: int) -> bytes:
    """The bytes of an open file, up to a limit, however long it says it is."""
    data = os.read(descriptor, min(size, limit) + 1)
    if len(data) == size:
        return data
    pieces = [data]
    while data and sum(map(len, pieces)) < limit:
        data = os.read(descriptor, 1 << 20)
        pieces.append(data)
    return b"".join(pieces)[:limit]


def scan(folder: str) -> list[str] | None:
    """What is in a folder, sorted, each name after a letter for its kind; None if it cannot be read.

    `f` is a regular file, `d` a folder, `o` all else (links among them), `l` a document that is too large.
    """
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    found.append("d" + name)
                elif not entry.is_file(follow_symlinks=False):
                    found.append("o" + name)
                elif name.endswith(DOCUMENTS) and entry.stat(follow_symlinks=False).st_size > DOCUMENT_LIMIT:
                    found.append("l" + name)
                else:
                    found.append("f" + name)
    except (OSError, ValueError):
        return None
    found.sort()
    return found


def listed(path: str, root: str) -> tuple[str, frozenset[str]]:
    """Where a folder below a root really is, and the names in it; only the last part of its path may be a link."""
    try:
        real = os.path.realpath(path) if os.path.islink(path) else path  # noqa: PTH114 - hot, and strings are enough
        if real != root and not real.startswith(root.rstrip("/") + "/"):
            return "", frozenset()
        return real, frozenset(os.listdir(real))  # noqa: PTH208
    except (OSError, ValueError):
        return "", frozenset()


def kind(path: str) -> str:
    """What stands at a path, links followed: `f` is a regular file, `d` a folder, `o` all else, "" nothing."""
    if os.path.isfile(path):  # noqa: PTH113
        return "f"
    return "d" if os.path.isdir(path) else "o" if os.path.lexists(path) else ""  # noqa: PTH112
