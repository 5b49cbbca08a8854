"""The dataclasses that are cheap to define are those of the standard library in all that can be asked of them."""

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any, ClassVar

import pytest

from icefloe_schema.inits import settle
from icefloe_schema.records import dataclass

OPTIONS: tuple[dict[str, bool], ...] = (
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "kw_only": True},
    {"frozen": True, "slots": True, "kw_only": True, "eq": False},
    {"slots": True, "kw_only": True},
)


def made(decorator: Any, options: dict[str, bool]) -> type[Any]:
    """A class of fields of every sort, and one that inherits from it."""

    @decorator(**options)
    class Base:
        number: int
        text: str = "x"
        many: list[int] = field(default_factory=list)
        aside: int = field(default=0, compare=False, repr=False)
        shared: ClassVar[int] = 7

    @decorator(**options)
    class Inner(Base):
        more: tuple[int, ...] = ()
        text: str = "y"

        @property
        def total(self) -> int:
            return self.number + len(self.many)

    return Inner


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_class_is_what_the_standard_library_makes_of_it(options: dict[str, bool]) -> None:
    ours, theirs = made(dataclass, options), made(dataclasses.dataclass, options)
    assert [(f.name, f.kw_only, f.compare) for f in dataclasses.fields(ours)] == [
        (f.name, f.kw_only, f.compare) for f in dataclasses.fields(theirs)
    ]
    assert getattr(ours, "__slots__", None) == getattr(theirs, "__slots__", None)
    assert ours.__match_args__ == theirs.__match_args__
    results = []
    for one in (ours, theirs):
        value, same, other = one(number=1), one(number=1, aside=5), one(number=2, many=[1])
        results.append(
            (
                repr(other).rpartition(".")[2],
                value == same,
                value == other,
                value != same,
                value == value,
                value == 1,
                other.total,
                dataclasses.asdict(other),
                repr(dataclasses.replace(value, more=(1,))).rpartition(".")[2],
                copy.copy(other).many is other.many,
                hasattr(value, "__dict__"),
                one.shared,
                _error(lambda one=one: one()),
                _error(lambda one=one: one(number=1, nothing=2)),
                _error(lambda value=value: setattr(value, "number", 3))[0],
                _error(lambda value=value: hash(dataclasses.replace(value, many=())))[0],
            )
        )
    assert results[0] == results[1]


def _error(call: Any) -> tuple[str, str]:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - whichever it is, both must say it
        return type(error).__name__, str(error).rpartition(".")[2]
    return "", ""


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_first_objects_are_like_those_that_follow(options: dict[str, bool]) -> None:
    ours, theirs = made(dataclass, options), made(dataclasses.dataclass, options)
    calls: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
        ((), {"number": 1}),
        ((1,), {}),
        ((1, "a", [2], 3), {"more": (4,)}),
        ((1, "a"), {"number": 2}),
        ((1, "a", [2], 3, (4,), 5), {}),
        ((), {"text": "a"}),
        ((), {"number": 1, "nothing": 2}),
        ((), {"aside": 4, "number": 1, "many": [5]}),
    )
    for _ in range(3):
        for arguments, named in calls:
            said = [_said(lambda one=one: one(*arguments, **named)) for one in (ours, theirs)]  # noqa: B023
            assert said[0] == said[1], (arguments, named)
    for number in range(40):
        fresh = made(dataclass, options)
        assert [_said(lambda number=n, one=fresh: one(number=number)) for n in range(number)] == [
            _said(lambda number=n: theirs(number=number)) for n in range(number)
        ]


def _said(call: Any) -> tuple[str, str]:
    """What a call gives: the object with its fields, or its error."""
    try:
        one = call()
    except Exception as error:  # noqa: BLE001 - whichever it is, both must say it
        return type(error).__name__, str(error).rpartition(".")[2]
    return "", repr([(field.name, getattr(one, field.name)) for field in dataclasses.fields(one)])


def test_frozen_values_hash_by_their_fields() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Pair:
        left: int
        right: str = ""

    assert hash(Pair(left=1)) == hash((1, ""))
    assert len({Pair(left=1), Pair(left=1, right=""), Pair(left=2)}) == 2


@dataclass(frozen=True, slots=True)
class Kept:
    """One that pickle can find."""

    left: int
    right: tuple[str, ...] = ()


def test_a_frozen_value_survives_pickle_and_deepcopy() -> None:
    value = Kept(1, ("a",))
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value


def test_objects_do_not_share_what_a_factory_makes() -> None:
    @dataclass(slots=True)
    class Held:
        many: list[int] = field(default_factory=list[int])

    held = [Held() for _ in range(40)]
    assert len({id(one.many) for one in held}) == len(held)


def test_what_an_object_does_after_it_was_made_is_called() -> None:
    @dataclass(slots=True)
    class Doubled:
        number: int

        def __post_init__(self) -> None:
            self.number *= 2

    assert {Doubled(2).number for _ in range(40)} == {4}


def test_a_class_of_the_standard_library_may_inherit() -> None:
    @dataclasses.dataclass(frozen=True)
    class More(Kept):
        extra: int = 0

    assert More(1, extra=2) == More(1, (), 2)


def test_a_class_can_be_settled_before_it_is_called_often() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Pair:
        one: int
        other: list[int] = field(default_factory=list[int])

    first = Pair(one=1)
    settle(Pair)
    settle(Pair)
    assert Pair.__init__.__qualname__.endswith("Pair.__init__")
    assert Pair(one=1) == first
    with pytest.raises(TypeError, match="one"):
        Pair()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
