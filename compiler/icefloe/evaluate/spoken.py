"""What the evaluator knows of the words of dialects, asked of each dialect only once a path of its packages is met."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal, Protocol, TypeAlias

from icefloe_schema.records import dataclass

Returns: TypeAlias = Literal["new", "self", "argument"]


class Word(Protocol):
    """One word of a dialect: `icefloe.dialect.Word`."""

    @property
    def returns(self) -> Returns:
        """What a call of it gives."""
        ...

    @property
    def holds(self) -> bool:
        """Whether what a call of it gives is a mapping of its keyword arguments."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A word that is said outright."""

    returns: Returns
    holds: bool


class Spoken(Mapping[str, Returns]):
    """What calls of words give, by their dotted paths; `packages` gives the words below each top-level package.

    `met` are the packages of which a path was asked so far.
    """

    def __init__(self, packages: Mapping[str, Callable[[], Mapping[str, Word]]]) -> None:
        self.met: set[str] = set()
        self._packages = packages
        self._words: dict[str, Mapping[str, Word]] = {}

    @classmethod
    def of(cls, returns: Mapping[str, Returns], holds: Collection[str] = ()) -> "Spoken":
        """The words that a plain mapping says, with the paths of those that hold values."""
        packages: dict[str, dict[str, Word]] = {}
        for path, gives in returns.items():
            packages.setdefault(path.partition(".")[0], {})[path] = _Given(returns=gives, holds=path in holds)
        for path in holds:
            words = packages.setdefault(path.partition(".")[0], {})
            words.setdefault(path, _Given(returns="new", holds=True))
        return cls({package: words.copy for package, words in packages.items()})

    def _word(self, path: str) -> Word | None:
        package = path.partition(".")[0]
        return self._below(package).get(path) if package in self._packages else None

    def _below(self, package: str) -> Mapping[str, Word]:
        if package not in self._words:
            self.met.add(package)
            self._words[package] = self._packages[package]()
        return self._words[package]

    def __contains__(self, path: object) -> bool:
        """Whether a path is a word."""
        return isinstance(path, str) and self._word(path) is not None

    def __getitem__(self, path: str) -> Returns:
        """What a call of a word gives."""
        word = self._word(path)
        if word is None:
            raise KeyError(path)
        return word.returns

    def __iter__(self) -> Iterator[str]:
        """All words of all packages."""
        return (path for package in self._packages for path in self._below(package))

    def __len__(self) -> int:
        """How many words there are."""
        return sum(len(self._below(package)) for package in self._packages)

    def holds(self, path: str) -> bool:
        """Whether what a call of a word gives is a mapping of its keyword arguments."""
        word = self._word(path)
        return word is not None and word.holds

    def has_methods(self, path: str) -> bool:
        """Whether there are words below a path, as the methods of a class are."""
        package = path.partition(".")[0]
        start = f"{path}."
        return package in self._packages and any(one.startswith(start) for one in self._below(package))
