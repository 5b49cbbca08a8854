"""What a dotted path outside of the project names."""

from pathlib import Path

from icefloe.values import Value


class Installed:
    """The packages below some folders (`site-packages`), and the standard library as typeshed tells it.

    `folders` come in the order in which Python would look through them.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def canonical(self, path: str) -> str:
        """The path where what a dotted path names is defined, or `path` itself where that is not found."""
        return path

    def find(self, path: str) -> Value | None:
        """What stands under a dotted path, re-exports followed, or None."""
        return None
