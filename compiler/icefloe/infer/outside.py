"""What is installed beside the project, as types ask for it; nothing of it ever enters a plan or a lock."""

from typing import Protocol

from icefloe.values import Value


class Outside(Protocol):
    """Stubs and sources of packages from outside of the project, found by path and read without running them."""

    def canonical(self, path: str) -> str:
        """The one path of what a dotted path names, or `path` itself where it is not found.

        It is the shortest public one: `pandas.core.frame.DataFrame` is `pandas.DataFrame`, as people write it.
        """
        ...

    def find(self, path: str) -> Value | None:
        """What stands under a dotted path, re-exports followed, or None where nothing is found.

        A `Class` (its address is the canonical one; its methods stand in it as references to where they are), a
        `Function`, several of them as a `Record` of `typing.overload`, a method below a builtin decorator as a `Record`
        of that, a variable as a `Symbol` `annotated`, a `Record` of `TypeVar`, `NewType` and the like, what an alias
        stands for, a `Module`, or an `Unknown` that says why nothing can be told. Names in it are absolute: each
        `Reference` leads further through `find`.
        """
        ...
