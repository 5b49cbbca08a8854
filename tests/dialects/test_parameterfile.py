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
    text = yaml.safe_dump(data, sort_keys=False)
    # Names that YAML reads as another type are refused, and repeated objects are written as aliases.
    found = entries(text.encode(), "p.yaml")
    if isinstance(found, Refusal):
        assert "aliases" in found.why
        return
    assert {entry.name: python_of(entry.value) for entry in found} == data


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_an_empty_file_has_no_parameters(text: str):
    assert entries(text.encode(), "p.yaml") == ()


@pytest.mark.parametrize(
    ("data", "why", "line"),
    [
        (b"- a\n- b\n", "not a mapping", 1),
        (b"a: 1\n3: b\n", "`3` is not a name", 2),
        (b"a: 1\na: 2\n", "`a` stands in it twice", 2),
        (b"a: 1\nd: 2024-01-01\n", "the value of `d` is not plain data", 2),
        (b"a: &x [1]\nb: *x\n", "aliases", 1),
        (b"a: !!python/object/apply:os.system [ls]\n", "", 1),
        (b"a: !mine 3\n", "", 1),
        (b"a: [1\n", "", 2),
        (b"\xff\xfe\x00", "not YAML", 1),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "nested too deeply", 1),
        (b"a: " + b"x" * 1_000_001, "larger than", 1),
    ],
    ids=["list", "key", "twice", "date", "alias", "python", "tag", "broken", "bytes", "deep", "large"],
)
def test_what_is_not_plain_data_is_refused_with_its_place(data: bytes, why: str, line: int):
    found = entries(data, "p.yaml")
    assert isinstance(found, Refusal)
    assert why in found.why
    assert found.why
    assert (found.span.path, found.span.line) == ("p.yaml", line)
