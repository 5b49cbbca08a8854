"""What we write reads the same for every reader of YAML."""

import io

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from outside import absent
from target_plans import OPTIONS, PLANS

from icefloe_runtimes.targets import TARGETS
from icefloe_runtimes.yamlout import Script, dumps

# Each of these is something else than a string for one reader or another, when it is not quoted.
TRICKY = (
    *("", "~", "null", "yes", "No", "on", "OFF", "y", "n", "true", "1", "1_000", "0o12", "012", "1e3", "1.0e+3"),
    *(".nan", ".inf", "1:30", "190:20:30", "2024-01-01", "=", "<<", "- a", "a: b", "# a", "a #b", "&a", "*a", "!a"),
    *("%a", "@a", "`a", "|", ">", "{a", "[a", "'", '"', "\\", "\\n", " a ", "\t", "\n", "a\n\nb\n", "\r\n", "---"),
    *("\x00", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\u202e", "é", "😀", "x" * 5000),
)

documents = st.recursive(
    st.text() | st.booleans() | st.integers(-(2**63), 2**63),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=40), inner, max_size=4),
    max_leaves=12,
)


def read_as_1_2(text: str) -> object:
    ruamel = pytest.importorskip("ruamel.yaml", reason="pip install --group proof")
    return ruamel.YAML(typ="safe", pure=True).load(io.StringIO(text))


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_strings_stay_strings(text: str) -> None:
    document = {"value": text, text or "key": [text, {"a": text}]}
    written = dumps(document)
    assert yaml.safe_load(written) == document
    assert read_as_1_2(written) == document


@given(st.dictionaries(st.text(max_size=40), documents, max_size=4))
def test_any_document_is_read_back(document: dict[str, object]) -> None:
    assert yaml.safe_load(dumps(document)) == document  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_both_versions_of_yaml_read_an_export_alike(target: object, name: str) -> None:
    for text in target.render(PLANS[name], OPTIONS).files.values():  # type: ignore[attr-defined]
        read = yaml.safe_load(text)
        assert read
        assert read_as_1_2(text) == read
        assert text.isascii()


def test_shared_objects_get_no_aliases() -> None:
    shared = {"a": ["b"]}
    assert dumps({"one": shared, "two": shared}) == 'one:\n  a:\n    - "b"\ntwo:\n  a:\n    - "b"\n'


def test_scripts_are_blocks_and_comments_stand_behind_their_strings() -> None:
    document = {"run": Script("one\ntwo\n"), "uses": "a@1", "text": 'a\nuses: "a@1"'}
    text = dumps(document, comments={"a@1": "v1"}, header="first\nsecond")
    expected = '# first\n# second\nrun: |\n  one\n  two\nuses: "a@1" # v1\ntext: "a\\nuses: \\"a@1\\""\n'
    assert text == expected


@pytest.mark.parametrize("value", [1.5, None, b"a", object()])
def test_what_readers_differ_on_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="an export holds no"):
        dumps({"a": [value]})  # type: ignore[list-item]


def test_ruamel_is_there_where_proof_is_demanded() -> None:
    try:
        import ruamel.yaml  # noqa: F401
    except ImportError:
        absent("ruamel.yaml is not installed: pip install --group proof")
