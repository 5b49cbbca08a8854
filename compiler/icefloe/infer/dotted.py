"""What stands under a dotted path that leads out of the project: classes, functions, variables, their attributes."""

from collections.abc import Callable, Sequence

from icefloe.infer.arguments import Given
from icefloe.infer.operations import Operations
from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import Named, Type, UnknownType
from icefloe_schema.records import dataclass

_TYPE = "builtins.type"
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Dotted:
    """Reads dotted paths: the owned table first, then what `outside` tells of installed packages."""

    library: StandardLibrary
    operations: Operations
    outside: Callable[[str], Type | None] | None = None

    def type(self, path: str) -> Type | None:
        """The type of what stands there, as an expression: a class is `type[…]`; None where nothing is known."""
        found = self._type(self.library.path(path), 0)
        return None if isinstance(found, UnknownType) else found

    def _type(self, path: str, depth: int) -> Type | None:
        if self.library.has(path):
            return Named(_TYPE, (Named(path),))
        found = self.library.value(path)
        if found is None and self.library.is_module(path):
            return Named("types.ModuleType")
        if path in ("builtins.Ellipsis", "builtins...."):
            return Named("types.EllipsisType")
        if found is None and self.outside is not None and not self.library.owns(path):
            found = self.outside(path)
        if found is not None:
            return found
        owner, _, name = path.rpartition(".")
        above = self._type(self.library.path(owner), depth + 1) if "." in owner and depth < _DEEPEST else None
        if above is None or above == Named("types.ModuleType"):
            return None
        return self.operations.attribute(above, name)

    def called(self, path: str, given: Callable[[], Sequence[Given]]) -> Type | None:
        """What a call of what stands there gives, or None where nothing is known of it."""
        found = self.type(path)
        if found is not None:
            return self.operations.call(found, given())
        # `str.upper(text)`, `os.environ.get(…)`: a method of what stands under the path before.
        owner, _, name = path.rpartition(".")
        above = self.type(owner) if "." in owner else None
        if above is None or above == Named("types.ModuleType"):
            return None
        return self.operations.method(above, name, given())
