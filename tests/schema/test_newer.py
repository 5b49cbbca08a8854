"""Plans of other versions."""

import json

import pytest
from test_codec import at, document, full

from icefloe_schema import lock
from icefloe_schema.codec import dumps, loads, read
from icefloe_schema.errors import SchemaError

TOLD = "the plan's version is 1.7, newer than 1.0, which this Icefloe knows; upgrade Icefloe"


def newer(*changes: tuple[str, object]) -> str:
    """The sample as Icefloe with plans of version 1.7 would write it."""
    data = document()
    for path, value in (("plan", "1.7"), *changes):
        at(path, value)(data)
    return json.dumps(data)


def test_a_newer_minor_version_is_read_with_a_warning() -> None:
    found = read(newer())
    assert (found.plan, found.warnings) == (full(), (TOLD,))
    assert read(dumps(full())).warnings == ()


def test_what_is_new_in_it_is_left_out_and_named() -> None:
    found = read(
        newer(
            ("budget", {"usd": 1}),
            ("steps/0/bindings/0/lineage", [1]),
            ("steps/4/run/body/steps/0/run/speed", "high"),
            ("steps/6/run/reducer/cached", True),
            ("steps/0/policy/retry/until", None),
            ("steps/0/guard/why", ""),
        )
    )
    assert found.plan == full()
    assert set(found.warnings[1:]) == {
        f"{place}: left out, as only a newer Icefloe knows it"
        for place in (
            "budget",
            "steps[0].bindings[0].lineage",
            "steps[4].run.body.steps[0].run.speed",
            "steps[6].run.reducer.cached",
            "steps[0].policy.retry.until",
            "steps[0].guard.why",
        )
    }


def test_what_is_read_of_it_is_written_as_the_version_that_is_known() -> None:
    assert dumps(loads(newer(("budget", 1)))) == dumps(full())


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("steps/0/run", {"kind": "wasm", "module": "m"}, "steps[0].run"),
        ("steps/0/run/convention", "stream", "steps[0].run.convention"),
        ("steps/0/id", ..., "steps[0]"),
        ("steps/0/bindings/1/value/value", {"$complex": "1j"}, "steps[0].bindings[1].value.value"),
    ],
)
def test_what_cannot_be_left_out_is_refused_and_says_why(path: str, value: object, place: str) -> None:
    with pytest.raises(SchemaError, match=r"1\.7, newer than 1\.0") as raised:
        loads(newer((path, value)))
    assert raised.value.at == place


def test_the_version_that_is_known_has_no_keys_that_are_not() -> None:
    data = document()
    at("budget", 1)(data)
    with pytest.raises(SchemaError, match="unknown key 'budget'"):
        loads(json.dumps(data))


@pytest.mark.parametrize(
    ("version", "what"),
    [("2.0", "upgrade Icefloe, or compile the plan again"), ("0.9", "compile it again"), ("10.0", "upgrade Icefloe")],
)
def test_another_major_version_is_refused_and_says_what_to_do(version: str, what: str) -> None:
    data = {"plan": version, "anything": 1}
    with pytest.raises(SchemaError, match=what) as raised:
        loads(json.dumps(data))
    assert raised.value.at == "plan"


@pytest.mark.parametrize(
    ("version", "what"),
    [
        ("1.1", "a newer Icefloe wrote it"),
        ("2.0", "a newer Icefloe wrote it"),
        ("0.9", "an older Icefloe wrote it: freeze again"),
        ("x", "freeze again"),
    ],
)
def test_a_lock_of_another_version_is_refused_and_says_what_to_do(version: str, what: str) -> None:
    text = '{\n"compiler":{},\n\n"version":' + json.dumps(version) + "\n}\n"
    with pytest.raises(SchemaError, match=what) as raised:
        lock.loads(text)
    assert raised.value.at == "version"
