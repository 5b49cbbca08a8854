"""The folder in which entries are kept: the user's own, bounded, and believed only as far as it was written by us."""

import marshal
import os
import sys

from icefloe.cache.facts import SIZE, blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    #: What `marshal` can write, nested: there is no name for it that can be said.
    Plain: TypeAlias = Any

#: The folder below the cache folder, and the file of the secret in it.
FOLDER = "check"
SECRET = "secret"  # noqa: S105 - the name of a file
MAGIC = b"icefloe check 1\n"
#: All entries together, and how many of them there may be.
MOST_BYTES = 256 << 20
MOST_ENTRIES = 2_000
#: A larger one is not kept.
LARGEST = 32 << 20
#: An entry that was used is marked as such once in this time.
_HOUR = 3_600
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_TEMPORARY = "new-"


class Store:
    """Entries by name, in a folder that nobody else can write to. `folder` is that folder itself."""

    def __init__(self, folder: str, secret: bytes) -> None:
        self.folder = folder
        self._secret = secret

    def get(self, name: str) -> "Plain":
        """What was kept under a name, None if nothing was, or not by us, or not whole."""
        try:
            data, age = _read(f"{self.folder}/{name}", LARGEST + 1)
        except OSError:
            return None
        start = len(MAGIC) + SIZE
        payload = data[start:]
        if data[:start] != MAGIC + self._seal(name, payload):
            return None
        if not 0 <= age < _HOUR:
            self._used(name)
        try:
            return marshal.loads(payload)  # noqa: S302 - sealed by ourselves
        except (ValueError, EOFError, TypeError):
            return None

    def put(self, name: str, value: "Plain") -> str:
        """Keep something of plain data under a name; give the reason where that could not be done."""
        try:
            payload = marshal.dumps(value)
        except ValueError as error:
            return f"it is no plain data: {error}"
        if len(payload) > LARGEST:
            return f"it is larger than {LARGEST:,} bytes"
        try:
            _write(self.folder, name, MAGIC + self._seal(name, payload) + payload)
            if payload[-1] % 16 == 0 or len(os.listdir(self.folder)) > MOST_ENTRIES:  # noqa: PTH208
                self.trim()
        except OSError as error:
            return str(error)
        return ""

    def trim(self, most_bytes: int = MOST_BYTES, most_entries: int = MOST_ENTRIES) -> None:
        """Drop the entries that were not used for longest, until the others are within bounds."""
        found: list[tuple[int, int, str]] = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name != SECRET and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found.append((status.st_mtime_ns, status.st_size, entry.name))
        found.sort(reverse=True)
        total = 0
        for place, (_, size, name) in enumerate(found):
            total += size
            if (
                total > most_bytes
                or place >= most_entries
                or (name.startswith(_TEMPORARY) and place > most_entries // 2)
            ):
                self._drop(name)

    def _seal(self, name: str, payload: bytes) -> bytes:
        """What only who knows the secret can write: it ties an entry to its name and to this folder."""
        sealed = blake2b(payload, digest_size=SIZE, key=self._secret)
        sealed.update(name.encode())
        return sealed.digest()

    def _used(self, name: str) -> None:
        try:
            os.utime(f"{self.folder}/{name}")
        except OSError:
            return

    def _drop(self, name: str) -> None:
        try:
            os.unlink(f"{self.folder}/{name}")  # noqa: PTH108
        except OSError:
            return


def named(*parts: str) -> str:
    """The name of an entry that stands for some texts."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=SIZE).hexdigest()


def home(environment: "Mapping[str, str]") -> str:
    """The folder in which the system keeps what a user's programs may lose, "" if it has none."""
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = _below(environment.get("HOME", ""), "Library/Caches")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        base = base if base.startswith("/") else _below(environment.get("HOME", ""), ".cache")
    return _below(base, "icefloe")


def _below(base: str, inner: str) -> str:
    return f"{base}/{inner}" if os.path.isabs(base) else ""  # noqa: PTH117


def chosen(environment: "Mapping[str, str]", given: str = "") -> str | None:
    """The cache folder that is to be used: `given` on the command line, else by the environment; None for none.

    A folder that was named must not lie in a checkout: what lies there may have come with it.
    """
    named_folder = given or environment.get("ICEFLOE_CACHE_DIR", "")
    if not named_folder:
        return home(environment) or None
    try:
        folder = os.path.realpath(named_folder)
        here = os.path.realpath(".")
    except (OSError, ValueError):
        return None
    return None if _is_in_checkout(folder, here) else folder


def refused(environment: "Mapping[str, str]", given: str = "") -> str:
    """The cache folder that was named and is not used because it lies in a checkout, as it was written; "" if none."""
    named_folder = given or environment.get("ICEFLOE_CACHE_DIR", "")
    try:
        inside = named_folder and _is_in_checkout(os.path.realpath(named_folder), os.path.realpath("."))
    except (OSError, ValueError):
        return ""
    return named_folder if inside else ""


def _is_in_checkout(folder: str, here: str) -> bool:
    if folder == here or folder.startswith(here.rstrip(os.sep) + os.sep):
        return True
    above = folder
    while above != (upper := os.path.dirname(above)):  # noqa: PTH120
        if any(os.path.lexists(f"{above}/{name}") for name in (".git", "pyproject.toml", "icefloe.toml")):
            return True
        above = upper
    return False


def opened(base: str | None) -> Store | None:
    """The store in a cache folder, made if it is not there; None if there can be none, or others may write to it."""
    if base is None:
        return None
    folder = f"{base}/{FOLDER}"
    try:
        if not _is_own(folder):
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
            if not _is_own(folder):
                return None
        return Store(folder, _secret(folder))
    except (OSError, ValueError):
        return None


def _is_own(folder: str) -> bool:
    """Whether this is a folder of the user's that nobody else can write to."""
    try:
        status = os.lstat(folder)
    except FileNotFoundError:
        return False
    if status.st_mode & 0o170000 != 0o040000:
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _secret(folder: str) -> bytes:
    """The secret of a folder, made if there is none; one that is not whole is made anew."""
    for _ in range(3):
        try:
            found = _read(f"{folder}/{SECRET}", SIZE + 1)[0]
        except FileNotFoundError:
            found = b""
        if len(found) == SIZE:
            return found
        _write(folder, SECRET, os.urandom(SIZE))
    raise OSError(f"{folder}/{SECRET} cannot be kept")


def _read(path: str, most: int) -> tuple[bytes, float]:
    """The bytes of a regular file of the user's own, and its age."""
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
        if status.st_mode & 0o170000 != 0o100000 or not own or status.st_size >= most:
            raise OSError(f"{path} is no entry")
        data = os.read(descriptor, status.st_size + 1)
    finally:
        os.close(descriptor)
    from time import time

    return data, time() - status.st_mtime


def _write(folder: str, name: str, data: bytes) -> None:
    """Write through a new file and rename it: nobody reads half of it."""
    temporary = f"{folder}/{_TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}"
    descriptor = os.open(temporary, _NEW, 0o600)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        os.replace(temporary, f"{folder}/{name}")  # noqa: PTH105
    except BaseException:
        os.unlink(temporary)  # noqa: PTH108
        raise
