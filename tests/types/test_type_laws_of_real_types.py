"""Laws of assignability over types that the compiler has read from real source, nested at random."""

import random
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edge_project import common, modules, types_of
from hypothesis import given, settings
from hypothesis import strategies as st
from random_pairs import Maker

from icefloe.infer import Types
from icefloe.types import (
    OBJECT,
    AnyType,
    CallableType,
    Named,
    NeverType,
    TupleType,
    Type,
    TypeVar,
    Union,
    is_known,
    spell,
    union,
    variables,
)
from icefloe.types.model import parts

HEADER = "from __future__ import annotations\n" + common()
IMPORTS = """
import builtins, collections, collections.abc, contextlib, datetime, decimal, enum, fractions, io, os, pathlib, re
import types, typing, uuid
import goods, shapes
from collections.abc import Callable
from goods import AnyStr, K, N, P, S, T, Ts, V
from typing import Any, AnyStr, Concatenate, Literal, Never
"""
SMALL = settings(max_examples=100, deadline=None, derandomize=True)


@cache
def world() -> tuple[dict[str, Type], Types]:
    """Every type of the table that is known in full, and some random ones, by the text that they were read from."""
    table = [m for m in modules() if m.asked and m.header == common()]
    texts = [text for m in table for pair in m.pairs for text in (pair.producer, pair.consumer)]
    texts += [str(node) for pair in Maker(7).pairs(100) for node in pair]
    texts = list(dict.fromkeys(texts))
    with TemporaryDirectory() as folder:
        found, types = types_of(texts, HEADER, Path(folder))
    return {text: type for text, type in zip(texts, found, strict=True) if is_known(type)}, types


def has_variable(type: Type) -> bool:
    return isinstance(type, TypeVar) or any(has_variable(part) for part in parts(type))


def has_any(type: Type) -> bool:
    """Whether Any is in a type, written or left out, or something may be anything behind it."""
    if isinstance(type, AnyType) or (isinstance(type, CallableType) and type.parameters is None):
        return True
    if isinstance(type, Named) and not type.arguments:
        declaration = world()[1].declaration(type.path)
        if declaration is not None and declaration.parameters:
            return True
    return any(has_any(part) for part in parts(type))


def pool() -> list[Type]:
    return [type for type in world()[0].values() if not has_variable(type)]


def grown(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    one = st.sampled_from(("builtins.list", "collections.abc.Sequence", "goods.Box", "goods.Source", "goods.Sink"))
    return st.one_of(
        st.builds(lambda path, a: Named(path, (a,)), one, inner),
        st.builds(lambda a: Named("builtins.dict", (Named("builtins.str"), a)), inner),
        st.builds(lambda items: TupleType(tuple(items)), st.lists(inner, max_size=3)),
        st.builds(lambda a, rest, z: TupleType((a,), rest, (z,)), inner, inner, inner),
        st.builds(union, inner, inner),
        st.builds(lambda takes, gives: CallableType(tuple(takes), gives), st.lists(inner, max_size=2), inner),
    )


TYPES: st.SearchStrategy[Type] = st.deferred(lambda: st.recursive(st.sampled_from(pool()), grown, max_leaves=3))
# A list is an object, and an object can be hashed, but a list cannot: the one place where checkers do not chain.
CHAINING: st.SearchStrategy[Type] = st.deferred(
    lambda: st.sampled_from([t for t in pool() if not has_any(t) and "Hashable" not in spell(t)])
)


def ask(producer: Type, consumer: Type) -> str:
    verdict = world()[1].assignable(producer, consumer)
    assert bool(verdict.why) == (verdict.answer != "yes"), verdict
    assert "?" not in verdict.why or verdict.answer == "unknown", verdict
    return verdict.answer


@SMALL
@given(TYPES)
def test_a_type_fits_itself(one: Type) -> None:
    assert ask(one, one) == "yes", spell(one)


@SMALL
@given(TYPES)
def test_any_object_and_never(one: Type) -> None:
    assert ask(one, AnyType()) == ask(AnyType(), one) == ask(one, OBJECT) == ask(NeverType(), one) == "yes"
    assert ask(one, NeverType()) in (("yes", "unknown") if isinstance(one, AnyType | NeverType) else ("no", "unknown"))


@SMALL
@given(TYPES, TYPES, TYPES)
def test_a_union_takes_what_its_members_take_and_fits_where_all_of_them_fit(one: Type, other: Type, to: Type) -> None:
    assert ask(one, union(one, other)) == ask(other, union(one, other)) == "yes"
    both = {ask(one, to), ask(other, to)}
    whole = ask(union(one, other), to)
    if "no" in both:
        assert whole == "no"
    elif both == {"yes"}:
        assert whole == "yes"
    else:
        assert whole == "unknown"


@SMALL
@given(TYPES, st.lists(TYPES, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_a_union_does_not_matter(one: Type, members: list[Type], chance: random.Random) -> None:
    shuffled = list(members)
    chance.shuffle(shuffled)
    assert ask(one, union(*members)) == ask(one, union(*shuffled))
    assert ask(union(*members), one) == ask(union(*shuffled), one)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(CHAINING, st.data())
def test_what_fits_chains(first: Type, data: st.DataObject) -> None:
    above = [t for t in pool()[::9] if not has_any(t) and "Hashable" not in spell(t) and ask(first, t) == "yes"]
    if above:
        second = data.draw(st.sampled_from(above))
        third = data.draw(CHAINING)
        if ask(second, third) == "yes":
            assert ask(first, third) != "no", (spell(first), spell(second), spell(third))


@SMALL
@given(TYPES, TYPES)
def test_the_same_question_has_the_same_answer(one: Type, other: Type) -> None:
    first = world()[1].assignable(one, other)
    assert world()[1].assignable(one, other) == first
    assert spell(one) == spell(one)


def test_a_type_can_be_read_again_from_how_it_is_spelled() -> None:
    found, _ = world()
    kept = {spell(type): type for type in found.values() if not re.search(r"Callable\[\.\.\.|\(and ", spell(type))}
    with TemporaryDirectory() as folder:
        again, types = types_of(list(kept), IMPORTS, Path(folder))
    for (text, type), other in zip(kept.items(), again, strict=True):
        if "Json" not in text:  # a recursive alias is spelled with one turn of it written out
            assert spell(other) == text
        if not any(True for _ in variables(type)):
            assert types.assignable(other, type).answer == types.assignable(type, other).answer == "yes", text
    assert len(kept) > 400


def test_unions_stay_flat_and_single() -> None:
    one, other = Named("builtins.int"), Named("builtins.str")
    assert union(one, union(other, one), NeverType()) == Union((one, other))
    with pytest.raises(AttributeError):
        union(one, other).members = ()  # type: ignore[union-attr, misc]
