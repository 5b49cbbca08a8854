"""The record of a step is JSON as the encoder writes it, though its parts are put together by hand."""

import json

from hypothesis import given
from hypothesis import strategies as st

from icefloe_runtimes.step.manifest import Entry, Manifest, loads

TEXTS = st.text(st.one_of(st.sampled_from('"\\\n\0é'), st.characters()), max_size=8)
SAID = TEXTS.filter(bool)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=5,
)
ENTRIES = st.builds(
    Entry,
    file=st.just("a.json"),
    format=SAID,
    sha256=SAID,
    size=st.integers(0, 1 << 60),
    type=SAID,
    facts=st.dictionaries(TEXTS, PLAIN, max_size=2),
    shows=st.dictionaries(TEXTS, TEXTS, max_size=2),
)
RECORDS = st.builds(
    Manifest,
    step=TEXTS,
    outputs=st.dictionaries(TEXTS, ENTRIES, max_size=2),
    modules=st.dictionaries(TEXTS, TEXTS, max_size=3),
    sought=st.lists(TEXTS, max_size=2).map(tuple),
)


@given(RECORDS)
def test_a_record_is_read_as_it_was_written(record: Manifest) -> None:
    assert loads(record.dumps().encode(), "record") == record


@given(RECORDS)
def test_it_is_spelled_as_the_encoder_spells_it(record: Manifest) -> None:
    """Entries keep the order of their fields; names of outputs and modules stand in order."""
    text = record.dumps()
    for name, entry in json.loads(text)["outputs"].items():
        assert f"{json.dumps(name)}: {json.dumps(entry)}" in text
    if record.modules:
        assert f'"modules": {json.dumps(record.modules, sort_keys=True)}' in text
