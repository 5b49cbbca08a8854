"""Laws of assignability over a small closed universe of types."""

from hypothesis import given, settings
from hypothesis import strategies as st
from type_notation import shop

from icefloe.types import (
    AnyType,
    CallableType,
    LiteralType,
    Named,
    TupleType,
    Type,
    Union,
    UnknownType,
    Verdict,
    spell,
    union,
)

CLASSES = [
    "builtins.bool",
    "builtins.int",
    "builtins.float",
    "builtins.str",
    "types.NoneType",
    "shop.Base",
    "shop.Child",
]
ONE = [
    "builtins.list",
    "builtins.set",
    "collections.abc.Sequence",
    "collections.abc.Iterable",
    "shop.Box",
    "shop.Source",
]
TWO = ["builtins.dict", "collections.abc.Mapping"]
HOLE = UnknownType("nobody told")

LEAVES = st.one_of(
    st.sampled_from([Named(path) for path in CLASSES]),
    st.sampled_from(
        [LiteralType("builtins.str", "a"), LiteralType("builtins.str", "b"), LiteralType("builtins.int", 1)]
    ),
)


def grown(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    return st.one_of(
        st.builds(lambda path, a: Named(path, (a,)), st.sampled_from(ONE), inner),
        st.builds(lambda path, a, b: Named(path, (a, b)), st.sampled_from(TWO), inner, inner),
        st.builds(lambda items: TupleType(tuple(items)), st.lists(inner, max_size=3)),
        st.builds(lambda rest: TupleType((), rest), inner),
        st.builds(union, inner, inner),
        st.builds(lambda takes, gives: CallableType(tuple(takes), gives), st.lists(inner, max_size=2), inner),
    )


TYPES: st.SearchStrategy[Type] = st.recursive(LEAVES, grown, max_leaves=5)
WITH_HOLES: st.SearchStrategy[Type] = st.recursive(st.one_of(LEAVES, st.just(HOLE)), grown, max_leaves=5)


def ask(producer: Type, consumer: Type) -> Verdict:
    return shop()[1].assignable(producer, consumer)


def filled(type: Type, by: Type) -> Type:
    match type:
        case UnknownType():
            return by
        case Named(path, arguments):
            return Named(path, tuple(filled(a, by) for a in arguments))
        case TupleType(items, rest):
            return TupleType(tuple(filled(i, by) for i in items), None if rest is None else filled(rest, by))
        case Union(members):
            return union(*(filled(m, by) for m in members))
        case CallableType(parameters, returns):
            return CallableType(tuple(filled(p, by) for p in parameters or ()), filled(returns, by))
        case _:
            return type


@given(TYPES)
def test_a_type_fits_itself(one: Type) -> None:
    assert ask(one, one).answer == "yes"


@given(TYPES, TYPES, TYPES)
def test_a_wider_consumer_takes_what_the_narrow_one_takes(one: Type, other: Type, more: Type) -> None:
    if ask(one, other).answer == "yes":
        assert ask(one, union(other, more)).answer == "yes"


@given(TYPES, TYPES, TYPES)
def test_a_union_fits_where_each_member_fits(one: Type, other: Type, consumer: Type) -> None:
    both = {ask(one, consumer).answer, ask(other, consumer).answer}
    assert (ask(union(one, other), consumer).answer == "yes") == (both == {"yes"})
    assert (ask(union(one, other), consumer).answer == "no") == ("no" in both)


@settings(max_examples=300)
@given(TYPES, TYPES, TYPES)
def test_fitting_is_transitive(one: Type, other: Type, third: Type) -> None:
    if ask(one, other).answer == ask(other, third).answer == "yes":
        assert ask(one, third).answer != "no"


@given(TYPES, WITH_HOLES)
def test_any_object_and_unknown(one: Type, hole: Type) -> None:
    assert ask(hole, AnyType()).answer == ask(hole, Named("builtins.object")).answer == "yes"
    assert ask(AnyType(), one).answer == "yes"
    assert ask(HOLE, one).answer == ask(one, HOLE).answer == "unknown"


@settings(max_examples=300)
@given(WITH_HOLES, TYPES, TYPES)
def test_what_is_said_in_spite_of_a_hole_stays_true(producer: Type, consumer: Type, by: Type) -> None:
    answer = ask(producer, consumer).answer
    if answer != "unknown":
        assert ask(filled(producer, by), consumer).answer in (answer, "unknown")
    back = ask(consumer, producer).answer
    if back != "unknown":
        assert ask(consumer, filled(producer, by)).answer in (back, "unknown")


@given(TYPES, TYPES)
def test_a_verdict_is_said_in_full(one: Type, other: Type) -> None:
    verdict = ask(one, other)
    assert bool(verdict.why) == (verdict.answer != "yes")
    assert spell(one)


def test_deep_and_wide_types_end() -> None:
    deep: Type = Named("builtins.int")
    other: Type = Named("builtins.str")
    for _ in range(200):
        deep, other = Named("builtins.list", (deep,)), Named("builtins.list", (other,))
    assert ask(deep, other).answer == "unknown"
    twins: Type = Named("builtins.int")
    for _ in range(12):
        twins = TupleType((twins, twins))
    assert ask(Named("builtins.list", (twins,)), Named("builtins.list", (twins,))).answer in ("yes", "unknown")
