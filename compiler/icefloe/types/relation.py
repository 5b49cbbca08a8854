"""The relation between types of one project: what is asked more than once is remembered."""

from collections.abc import Mapping

from icefloe.types import walk
from icefloe.types.causes import LARGE
from icefloe.types.compare import Comparison
from icefloe.types.declaration import Declaration, Hierarchy, Member
from icefloe.types.model import Type, is_fresh, is_large
from icefloe.types.verdict import Verdict, unknown
from icefloe.types.walk import Ancestry


class Relation:
    """May a value of one type stand where another type is asked for? Over one hierarchy of classes."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._declarations: dict[str, Declaration | None] = {}
        self._ancestries: dict[Type, Ancestry] = {}
        self._members: dict[Type, Mapping[str, Member]] = {}
        self._verdicts: dict[tuple[Type, Type], Verdict] = {}

    def assignable(self, producer: Type, consumer: Type) -> Verdict:
        """Whether a value of type `producer` may be given where `consumer` is asked for."""
        if is_large(producer) or is_large(consumer):
            return unknown("the types are too large to compare", LARGE)
        if is_fresh(producer):
            return Comparison(self).verdict(producer, consumer)
        key = (producer, consumer)
        if key not in self._verdicts:
            self._verdicts[key] = Comparison(self).verdict(producer, consumer)
        return self._verdicts[key]

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class."""
        if path not in self._declarations:
            self._declarations[path] = self._hierarchy(path)
        return self._declarations[path]

    def ancestry(self, type: Type) -> Ancestry:
        """All that a type is."""
        if type not in self._ancestries:
            self._ancestries[type] = walk.ancestry(type, self.declaration)
        return self._ancestries[type]

    def members(self, type: Type) -> Mapping[str, Member]:
        """The members of a type by name, nearest first, with type arguments put in."""
        if type not in self._members:
            self._members[type] = walk.members(type, self.ancestry(type), self.declaration)
        return self._members[type]


def assignable(producer: Type, consumer: Type, hierarchy: Hierarchy) -> Verdict:
    """Whether a value of type `producer` may be given where `consumer` is asked for."""
    return Relation(hierarchy).assignable(producer, consumer)
