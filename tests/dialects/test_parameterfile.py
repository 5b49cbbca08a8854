"""Parameter files, friendly and hostile."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from icefloe.constants import python_of
from icefloe.parameterfile import Refusal, entries

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1), PLAIN, max_size=4))
def test_plain_data_comes_back_as_it_was(data: dict):
    # With quotes, as PyYAML leaves them out where only the newer version of YAML sees a number.
    text = yaml.safe_dump(data, sort_keys=False, default_style='"')
    found = entries(text.encode(), "p.yaml")
    assert not isinstance(found, Refusal)
    assert {entry.name: python_of(entry.value) for entry in found} == data


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_an_empty_file_has_no_parameters(text: str):
    assert entries(text.encode(), "p.yaml") == ()


@pytest.mark.parametrize(
    ("data", "why", "line"),
    [
        (b"- a\n- b\n", "not a mapping", 1),
        (b"a: 1\n3: b\n", "`3` is not a name", 2),
        (b"a: 1\na: 2\n", "the key `a` stands twice", 2),
        (b"a: 1\nd: 2024-01-01\n", "the value of `d` is not plain data", 2),
        (b"a: &x [1]\nb: {c: *y}\n", "undefined alias", 2),
        (
            b"a0: &a0 [1, 1]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 30)),
            "aliases",
            1,
        ),
        (b"a: !!python/object/apply:os.system [ls]\n", "", 1),
        (b"a: !mine 3\n", "", 1),
        (b"a: [1\n", "", 2),
        (b"\xff\xfe\x00", "byte 0 is not UTF-8", 1),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "nested too deeply", 1),
        (b"a: " + b"x" * 1_000_001, "larger than", 1),
    ],
    ids=["list", "key", "twice", "date", "alias", "many", "python", "tag", "broken", "bytes", "deep", "large"],
)
def test_what_is_not_plain_data_is_refused_with_its_place(data: bytes, why: str, line: int):
    found = entries(data, "p.yaml")
    assert isinstance(found, Refusal)
    assert why in found.why
    assert found.why
    assert (found.span.path, found.span.line) == ("p.yaml", line)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: yes\nb: on\nc: true\n", {"a": "yes", "b": "on", "c": True}),
        ("no: 1\n", {"no": 1}),
        ("a: 010\nb: 0o10\nc: 0x10\nd: 1:30\n", {"a": 10, "b": 8, "c": 16, "d": "1:30"}),
        ("a: 1e3\nb: .5\nc: 1_000\n", {"a": 1000.0, "b": 0.5, "c": 1000}),
        ("a: &x {k: 1}\nb: *x\nc: {<<: *x, j: 2}\n", {"a": {"k": 1}, "b": {"k": 1}, "c": {"k": 1, "j": 2}}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ('{"a": [1, null, "x"]}', {"a": [1, None, "x"]}),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, values: dict):
    found = entries(text.encode(), "p.yaml")
    assert not isinstance(found, Refusal)
    assert {entry.name: python_of(entry.value) for entry in found} == values
