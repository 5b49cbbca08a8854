"""The wrappers that steps hand on: they hold a value, a name and what is known of it."""

from collections.abc import Iterator, Mapping


class Wrapper:
    """A value on its way between steps; what it does not have itself it takes from the value it holds."""

    def __init__(self, data: object = None, name: str = "", **metadata: object) -> None:
        if data is None and metadata:
            data, metadata = metadata, {}
        self.data = data
        self.name = name
        self.metadata: Mapping[str, object] = metadata

    @classmethod
    def create(cls, data: object = None, name: str = "", **metadata: object) -> "Wrapper":
        """Make one, as FlowyML's pages also spell it."""
        return cls(data, name, **metadata)

    def __class_getitem__(cls, held: object) -> type["Wrapper"]:
        """Give the class itself: what it holds is said for checkers alone."""
        del held
        return cls

    @property
    def value(self) -> object:
        """The value that is held."""
        return self.data

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") or name in ("data", "name", "metadata"):
            raise AttributeError(name)
        return getattr(self.data, name)

    def __getitem__(self, key: object) -> object:
        held: Mapping[object, object] = self.data  # type: ignore[assignment]
        return held[key]

    def __iter__(self) -> Iterator[object]:
        return iter(self.data)  # type: ignore[call-overload, no-any-return]

    def __len__(self) -> int:
        return len(self.data)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.data!r}, name={self.name!r})"


class Dataset(Wrapper):
    """A data set on its way between steps."""


class Model(Wrapper):
    """A trained model on its way between steps."""


class Metrics(Wrapper):
    """Figures that tell how well something went."""


class Parameters(Wrapper):
    """Values that something was made with."""


class FeatureSet(Wrapper):
    """Features on their way between steps."""


class Artifact(Wrapper):
    """Anything else on its way between steps."""


class Report(Wrapper):
    """A report on its way between steps."""


class Prompt(Wrapper):
    """A prompt on its way between steps."""


class Checkpoint(Wrapper):
    """A model as it was in the middle of its training."""


WRAPPERS: tuple[type[Wrapper], ...] = (
    *(Dataset, Model, Metrics),
    *(Parameters, FeatureSet, Artifact, Report, Prompt, Checkpoint),
)


def unwrap(value: object) -> object:
    """The value that a wrapper holds; any other value is itself."""
    return value.data if isinstance(value, Wrapper) else value
