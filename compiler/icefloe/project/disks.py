"""What files are read from: the disk (`icefloe.cache.disk`), or something that answers like it."""

from typing import Protocol


class Disk(Protocol):
    """Where files are, by absolute path: the disk, or the tree of a revision."""

    def real(self, path: str) -> str:
        """A path with its links resolved."""
        ...

    def load(self, path: str) -> bytes | None:
        """The bytes of a regular file, links not followed."""
        ...

    def load_beyond(self, path: str) -> bytes | None:
        """The bytes of a regular file outside of a project, links followed."""
        ...

    def refusal(self, path: str) -> str:
        """Why nothing can be read at a path."""
        ...

    def hindrance(self, path: str, *, follow: bool) -> str:
        """Why what stands at a path cannot be read."""
        ...

    def is_closed(self, folder: str) -> bool:
        """Whether a folder is there and may not be listed."""
        ...

    def scan(self, folder: str) -> list[str] | None:
        """What is in a folder, each name after a letter for its kind."""
        ...

    def listed(self, path: str, root: str) -> tuple[str, frozenset[str]]:
        """Where a folder below a root really is, and the names in it."""
        ...

    def kind(self, path: str) -> str:
        """What stands at a path, links followed."""
        ...
