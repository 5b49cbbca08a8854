"""Literals: what goes in comes out, with its type; everything else is refused."""

import math
from collections import OrderedDict
from enum import IntEnum
from pathlib import Path, PurePosixPath

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from icefloe_schema.canonical import canonical, digest
from icefloe_schema.errors import SchemaError
from icefloe_schema.literals import EncodeError, Ref, decode, encode, mapping

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
HASHABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**90), max_value=2**90)
    | st.floats(allow_nan=False)
    | TEXT
    | st.binary(max_size=8)
    | st.builds(Path, st.text("abc/.", max_size=8)),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
LITERALS = st.recursive(
    HASHABLE | st.sets(HASHABLE, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(HASHABLE, inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "$float", "é", ""]), inner, max_size=3)
    ),
    max_leaves=12,
)


def typed(value: object) -> object:
    """A value with the types of all its parts beside them, so that 1, True and 1.0 differ."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [typed(item) for item in value]
    if isinstance(value, set):
        return "set", frozenset(repr(typed(item)) for item in value)
    if isinstance(value, dict):
        return "dict", [(typed(key), typed(item)) for key, item in value.items()]
    return type(value).__name__, repr(value)


@given(LITERALS)
def test_decoding_turns_encoding_round(value: object) -> None:
    assert typed(decode(encode(value))) == typed(value)


@given(LITERALS)
def test_canonical_bytes_are_those_of_rfc_8785(value: object) -> None:
    document = encode(value)
    assert canonical(document) == rfc8785.dumps(document)  # type: ignore[arg-type]


@given(LITERALS, LITERALS)
def test_different_literals_have_different_digests(one: object, other: object) -> None:
    def unordered(value: object) -> object:
        if isinstance(value, dict):
            return "dict", frozenset(repr((typed(k), unordered(v))) for k, v in value.items())
        if isinstance(value, list | tuple):
            return type(value).__name__, tuple(unordered(item) for item in value)
        return typed(value)

    if unordered(one) != unordered(other):
        assert digest(encode(one)) != digest(encode(other))


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (1, 1),
        (True, True),
        (1.0, {"$float": "1.0"}),
        (-0.0, {"$float": "-0.0"}),
        (math.inf, {"$float": "inf"}),
        (2**53 - 1, 2**53 - 1),
        (2**53, {"$int": "9007199254740992"}),
        ((1,), {"$tuple": [1]}),
        ({2, 1}, {"$set": [1, 2]}),
        (b"\xff", {"$bytes": "/w=="}),
        (Path("a/b"), {"$path": "a/b"}),
        ({"a": 1}, {"a": 1}),
        ({"$a": 1}, {"$pairs": [["$a", 1]]}),
        ({1: 2}, {"$pairs": [[1, 2]]}),
        ({"é": 2}, {"$pairs": [["é", 2]]}),
        (Ref(module="m", name="C"), {"$ref": "m:C"}),
        (Ref(module="m", name=""), {"$ref": "m:"}),
    ],
)
def test_forms(value: object, document: object) -> None:
    assert encode(value) == document
    assert typed(decode(encode(value))) == typed(value)


def test_nan_stays_nan() -> None:
    assert encode(math.nan) == {"$float": "nan"}
    back = decode({"$float": "nan"})
    assert isinstance(back, float)
    assert math.isnan(back)


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    "value",
    [
        1j,
        frozenset([1]),
        object(),
        print,
        Colour.RED,
        OrderedDict(a=1),
        PurePosixPath("a"),
        bytearray(b"a"),
        "\ud800",
        10**5000,
        range(3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_literal_is_refused(value: object) -> None:
    with pytest.raises(EncodeError):
        encode(value)
    with pytest.raises(EncodeError):
        encode([{"k": (value,)}])


def test_endless_nesting_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(EncodeError, match="nested"):
        encode(value)


@pytest.mark.parametrize(
    ("document", "at"),
    [
        (1.5, ""),
        (2**53, ""),
        ([2**53], "[0]"),
        ({"$float": "1"}, ".$float"),
        ({"$float": "1.50"}, ".$float"),
        ({"$float": "1_0.0"}, ".$float"),
        ({"$float": 1}, ".$float"),
        ({"$float": "1.0", "a": 1}, ""),
        ({"$float": "1.0", "$int": "1"}, ""),
        ({"$int": "5"}, ".$int"),
        ({"$int": "9007199254740991"}, ".$int"),
        ({"$nothing": 1}, ""),
        ({"$tuple": 1}, ".$tuple"),
        ({"$set": [1, 1]}, ".$set"),
        ({"$set": [[1]]}, ".$set"),
        ({"$pairs": [[1]]}, ".$pairs[0]"),
        ({"$pairs": [[[], 1]]}, ".$pairs"),
        ({"$pairs": [[1, 1], [1, 2]]}, ".$pairs"),
        ({"$bytes": "a"}, ".$bytes"),
        ({"$bytes": "YR=="}, ".$bytes"),
        ({"$ref": "nowhere"}, ".$ref"),
        ({"a": [{"b": {"$tuple": [1.5]}}]}, ".a[0].b.$tuple[0]"),
    ],
)
def test_malformed_forms_are_refused_with_their_place(document: object, at: str) -> None:
    with pytest.raises(SchemaError) as raised:
        decode(document, "")  # type: ignore[arg-type]
    assert raised.value.at == at.removeprefix(".")


def test_mapping_writes_plain_and_other_keys() -> None:
    assert mapping({"a": 1.5}) == {"a": {"$float": "1.5"}}
    assert mapping({"größe": 1}) == {"$pairs": [["größe", 1]]}


NO_FORM: dict[str, tuple[object, str]] = {
    "float": (1.0, ""),
    "float in a list": ({"a": ["b", 0, 1.5]}, "a[2]"),
    "float first in a list": ([[1e300]], "[0][0]"),
    "small float": ({"a": {"b": 5e-324}}, "a.b"),
    "not a number": ({"a": math.nan}, "a"),
    "long integer": (2**53, ""),
    "long integer in a list": ([1, -(2**53)], "[1]"),
    "very long integer": ({"a": 10**5000}, "a"),
    "surrogate": (["\udfff"], "[0]"),
    "object": ({"a": [print]}, "a[0]"),
    "key beyond ASCII": ({"a": {"é": 1}}, "a"),
    "key that ends beyond ASCII": ([{"a": "ü", 'b"é': 1}], "[0]"),
    "integer for a key": ({"a": {1: 1}}, "a"),
    "negative integer for a key": ({-1: 1, -2: 2}, ""),
    "float for a key": ({1.5: 1}, ""),
    "infinity for a key": ({math.inf: 1}, ""),
    "boolean for a key": ([{True: 1}], "[0]"),
    "no boolean for a key": ([{False: 1, 3: 2}], "[0]"),
    "nothing for a key": ({None: 1}, ""),
    "keys of two kinds": ({"a": 1, 1: 2}, ""),
}


@pytest.mark.parametrize("name", NO_FORM)
def test_what_has_no_canonical_form_is_refused_with_its_place(name: str) -> None:
    document, place = NO_FORM[name]
    with pytest.raises(SchemaError) as raised:
        canonical(document)  # type: ignore[arg-type]
    assert raised.value.at == place


def test_what_is_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(SchemaError, match="nested"):
        canonical(endless)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "document",
    [
        {"a": ",1.5[2.5", "b": '":1.5', "c": 'ü":'},
        {"1": {"2": 1}, "true": 1, "null": {}},
        {"a": ["é", {"b": "\U0001f600 \x00\n"}]},
        [2**53 - 1, -(2**53) + 1, 1234567890123456],
        {},
        "1.5",
        -1,
        True,
        [[], (), [None]],
    ],
    ids=str,
)
def test_what_only_looks_as_if_it_had_none_has_one(document: object) -> None:
    assert canonical(document) == rfc8785.dumps(document)  # type: ignore[arg-type]
