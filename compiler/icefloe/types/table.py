"""The members of a class or of an object by name, each read when it is asked for."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, overload

from icefloe.types.declaration import Declaration, Member
from icefloe.types.model import Type

Substitute: TypeAlias = Callable[[Type, Mapping[str, Type]], Type]


class LazyMembers(Sequence[Member]):
    """The members of a class where reading them all takes long: their names are known before."""

    @property
    @abstractmethod
    def names(self) -> Sequence[str]:
        """The names of all of them."""

    @abstractmethod
    def named(self, name: str) -> Member | None:
        """The member of one name; the others are not read for it."""

    def __iter__(self) -> Iterator[Member]:
        return (member for member in map(self.named, self.names) if member is not None)

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Member: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Member]: ...
    def __getitem__(self, index: int | slice) -> Member | Sequence[Member]:
        return tuple(self)[index]


class MembersOf(Mapping[str, Member]):
    """The members of an object by name, nearest first, with type arguments and `Self` put in by `substitute`."""

    def __init__(self, classes: Sequence[tuple[Declaration, Mapping[str, Type]]], substitute: Substitute) -> None:
        self._substitute = substitute
        self._classes = [(one.members, solved) for one, solved in classes]
        self._names: dict[str, None] | None = None
        self._read: dict[str, Member | None] = {}

    def __getitem__(self, name: str) -> Member:
        if name not in self._read:
            self._read[name] = self._find(name)
        found = self._read[name]
        if found is None:
            raise KeyError(name)
        return found

    def _find(self, name: str) -> Member | None:
        for members, solved in self._classes:
            found = named(members, name)
            if found is not None:
                return replace(found, type=self._substitute(found.type, solved))
        return None

    def __iter__(self) -> Iterator[str]:
        if self._names is None:
            every = (name for members, _ in self._classes for name in names_of(members))
            self._names = dict.fromkeys(every)
        return iter(self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def named(members: Sequence[Member], name: str) -> Member | None:
    """The member of that name among those of one class, or None."""
    if isinstance(members, LazyMembers):
        return members.named(name)
    return next((member for member in members if member.name == name), None)


def names_of(members: Sequence[Member]) -> Sequence[str]:
    """The names of the members of one class."""
    return members.names if isinstance(members, LazyMembers) else [member.name for member in members]


class Changed(Mapping[str, Member]):
    """Members of which one is another than it was."""

    def __init__(self, members: Mapping[str, Member], changed: Member) -> None:
        self._members = members
        self._changed = changed

    def __getitem__(self, name: str) -> Member:
        return self._changed if name == self._changed.name else self._members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._members, self._changed.name)))

    def __len__(self) -> int:
        return sum(1 for _ in self)
