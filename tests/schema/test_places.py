"""Where a broken document is broken: our reader and JSON Schema name the same place, and texts have lines."""

import json
from pathlib import Path

import pytest
from test_codec import BAD, REPLACEMENTS, alone, at, document, places

from icefloe_schema import jsonplace, strict
from icefloe_schema import plan as p
from icefloe_schema.codec import from_json
from icefloe_schema.errors import SchemaError
from icefloe_schema.validate import validate

WRONG: tuple[object, ...] = (
    *REPLACEMENTS,
    {"$x": 1},
    {"kind": "python", "funtion": 1},
    {"é": 1},
    {"$float": "x"},
    {"$float": "0.5", "a": 1},
    {"$pairs": [[1, 2], [1]]},
    {"a": {"$x": 0}},
    2**60,
    1.5,
    -1,
    "\ud800",
)


def ours(data: object) -> str | None:
    """The place that our reader names in a document as it comes from a text."""
    try:
        from_json(p.Plan, strict.parse(json.dumps(data)))
    except SchemaError as error:
        return error.at
    return None


def theirs(data: object) -> str | None:
    """The place that is named by JSON Schema."""
    try:
        validate(data)  # type: ignore[arg-type]
    except SchemaError as error:
        return error.at
    return None


@pytest.mark.parametrize("name", BAD)
def test_both_name_one_place(name: str) -> None:
    change, place = BAD[name]
    data = document()
    change(data)
    assert theirs(data) == ours(data) == place


@pytest.mark.parametrize("turn", range(4))
def test_both_name_one_place_whatever_is_broken(turn: int) -> None:
    """Something else at every seventh place of the sample; the same place twice gets something else again."""
    whole = document()
    for index, path in enumerate(places(whole)[turn::7]):
        data, place = alone(whole, path)
        at(place, WRONG[(index + 5 * turn) % len(WRONG)])(data)
        if path != "plan":
            assert theirs(data) == ours(data), (path, WRONG[(index + 5 * turn) % len(WRONG)])


def test_of_several_faults_the_first_is_named() -> None:
    data = document()
    at("steps/1/comand", 1)(data)
    at("steps/0/run/function/module", 1)(data)
    assert ours(data) == theirs(data) == "steps[0].run.function.module"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": [1, {"b": 1.5}]}', "a[1].b"),
        ('{"a": [1, {"b": NaN}]}', "a[1].b"),
        ('{"a": [1, {"b": 9007199254740992}]}', "a[1].b"),
        ('{"a": [1, {"b": 1, "b": 2}]}', "a[1]"),
        ('{"a": [1, {"é": 1}]}', "a[1]"),
        ('{"a": [1, {"b": "\\ud800"}]}', "a[1].b"),
        ('{"a": 1.5, "b": 2.5}', "a"),
        ('{"a": {"b": 1.5, "b": 1}}', "a"),
    ],
)
def test_what_no_document_may_hold_has_a_place(text: str, place: str) -> None:
    with pytest.raises(SchemaError) as raised:
        strict.parse(text)
    assert raised.value.at == place


def test_the_messages_of_json_schema_are_in_our_words() -> None:
    data = document()
    at("steps/1/run/comand", "x")(data)
    with pytest.raises(SchemaError, match=r"steps\[1\]\.run: unknown key 'comand'"):
        validate(data)  # type: ignore[arg-type]
    data = document()
    at("steps/1/run/kind", "shel")(data)
    with pytest.raises(SchemaError, match=r"steps\[1\]\.run: this is none of python, shell, notebook"):
        validate(data)  # type: ignore[arg-type]
    data = document()
    at("steps/0/policy/retry/attempts", "3")(data)
    with pytest.raises(SchemaError, match="expected a whole number, got a string"):
        validate(data)  # type: ignore[arg-type]


def test_a_key_with_many_dots_is_not_depth() -> None:
    data = document()
    at("hints", {"a." * 200: 1})(data)
    validate(data)  # type: ignore[arg-type]
    nested: object = 1
    for _ in range(130):
        nested = [nested]
    at("hints", {"a": nested})(data)
    with pytest.raises(SchemaError, match="128 levels"):
        validate(data)  # type: ignore[arg-type]


def test_every_place_of_a_plan_has_a_line() -> None:
    """Each value is found again where it stands in the indented text."""
    text = Path(__file__).parents[2].joinpath("examples/flowyml/ml_training.plan.json").read_text(encoding="utf-8")
    lines = text.split("\n")
    seen = set()
    for place, value in strict.walk(strict.parse(text)):
        found = jsonplace.place_of(text, place)
        assert found is not None, place
        seen.add(found)
        rest = lines[found[0] - 1][found[1] - 1 :]
        name = place.rpartition(".")[2]
        if place and not place.endswith("]"):
            assert rest.startswith(f'"{name}": ')
        elif isinstance(value, str):
            assert rest.startswith(json.dumps(value, ensure_ascii=False))
        else:
            assert rest.startswith(("{", "[")), place
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ('{"a\\n": {"b": [7, 8]}}', "a\n.b[1]", (1, 19)),
        ('\n [ [], {"\\u0061": 1} ]', "[1].a", (2, 9)),
        ("[1, 2", "[1]", (1, 5)),
        ("{}", "a", None),
        ("", "a", None),
        ("]]", "a", None),
    ],
)
def test_places_in_texts(text: str, place: str, found: tuple[int, int] | None) -> None:
    assert jsonplace.place_of(text, place) == found
