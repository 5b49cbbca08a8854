"""What is installed beside the project, as types ask for it; nothing of it ever enters a plan or a lock."""

from typing import Protocol

from icefloe.values import Value


class Outside(Protocol):
    """Stubs and sources of packages from outside of the project, found by path and read without running them."""

    def canonical(self, path: str) -> str:
        """The path where what a dotted path names is defined: re-exports followed, `path` itself where it is not found.

        `pandas.DataFrame` is `pandas.core.frame.DataFrame`.
        """
        ...

    def find(self, path: str) -> Value | None:
        """What stands under a dotted path, re-exports followed, or None where nothing is found.

        A `Class`, a `Function`, a `Record` (`TypeVar("T")`, `NewType(…)`), a `Known`, or what an alias stands for
        (`Reference`, `Symbol`). Names in it are absolute: each `Reference` leads further through `find`.
        """
        ...
