"""Values on their way between steps, and the context that steps take parameters from."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeAlias, TypeVar

Item = TypeVar("Item")
Scalar: TypeAlias = str | int | float | bool | None


class _Kind(type):
    """A wrapper that a run gives back is made in a step's process, by the word that stands in for this one there."""

    def __instancecheck__(cls, instance: object) -> bool:
        made = type(instance)
        is_alike = made.__module__ == "icefloe_runtimes.standin.wrappers" and made.__name__ == cls.__name__
        return is_alike or super().__instancecheck__(instance)


class _Asset(Generic[Item], metaclass=_Kind):
    """A value with a name and what is known of it."""

    def __init__(self, data: Item, *, name: str = "", **metadata: Scalar) -> None:
        self.data = data
        self.name = name
        self.metadata = metadata

    @property
    def value(self) -> Item:
        """The value that is held."""
        return self.data

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.data!r}, name={self.name!r})"


class Dataset(_Asset[Item]):
    """A data set on its way between steps."""


class Model(_Asset[Item]):
    """A trained model on its way between steps."""


class Metrics(_Asset[Item]):
    """Figures that tell how well something went."""


class Context(Mapping[str, object]):
    """The values that steps take as parameters by name."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> object:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def context(**values: object) -> Context:
    """Name the values that steps take as parameters."""
    return Context(values)
