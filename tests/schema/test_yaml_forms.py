"""The YAML form of documents: every reader takes it for what it is, and what readers take differently is refused."""

import json
import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec import full

from icefloe.documents import exactyaml
from icefloe_schema import codec, strict, yamlform
from icefloe_schema import plan as p
from icefloe_schema.errors import SchemaError

NASTY = (
    *("no", "Yes", "on", "y", "~", "null", "true", "FALSE", "nan", "=", "<<", "", "-", "?", ":", "---", "..."),
    *("1e3", "0o7", "010", "1:30", "2026-01-01", "0x1F", "1_000", ".inf", "1.0", "-1", "+1", "12"),
    *("- a", "? b", "a: b", "#x", "a #b", "&a", "*a", "!t", "|", ">", "%", "@", "`", "{", "[", "'", '"', "\\"),
    *("\t x", "x ", " x", "a\nb\n", "a\r\nb", "\r", "\x00", "\x1b", "\x7f", "\x85", "a\u2028b", "\u2029", "\ufeff"),
    *("é", "😀", "\u202e", "\u200b", "\ufffe", "\U0001fffe", "\U000e0001", "\xa0", "\u3000", "x" * 5000, "é" * 2000),
)
TEXT = st.text(max_size=12) | st.sampled_from(NASTY)
KEYS = (
    st.text(st.characters(max_codepoint=127), max_size=8)
    | st.sampled_from([text for text in NASTY if text.isascii()])
    | st.integers(500, 1100).map(lambda length: "k" * length)
)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=16,
)
LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | TEXT | st.floats().map(lambda one: {"$float": repr(one)}),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(lambda items: {"$tuple": items})
        | st.dictionaries(KEYS.filter(lambda key: not key.startswith("$")), inner, max_size=3)
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS.filter(lambda key: not key.startswith("$")), LITERALS, max_size=3)
VALUES = (
    st.builds(p.FromLiteral, value=LITERALS)
    | st.builds(p.FromParameter, name=TEXT)
    | st.builds(p.FromOutput, step=TEXT, name=TEXT, item=LITERALS)
)
RUNS = (
    st.builds(p.ShellRun, command=TEXT)
    | st.builds(
        p.PythonRun, function=st.builds(p.FunctionRef, module=TEXT, qualname=TEXT, captured=TABLES), bound=TABLES
    )
    | st.builds(p.SwitchRun, on=VALUES, cases=st.just(()), default=st.builds(p.Body, name=TEXT))
)
STEPS = st.builds(
    p.Step,
    id=TEXT,
    run=RUNS,
    description=TEXT,
    bindings=st.lists(st.builds(p.Binding, parameter=TEXT, value=VALUES), max_size=2).map(tuple),
    outputs=st.lists(st.builds(p.Output, name=TEXT, type=TEXT), max_size=2).map(tuple),
    after=st.lists(TEXT, max_size=2).map(tuple),
    policy=st.builds(p.Policy, timeout=LITERALS, cache=st.sampled_from([None, True, False])),
    labels=TABLES,
    hints=st.dictionaries(KEYS, LITERALS, max_size=2),
)
PLANS = st.builds(p.Plan, name=TEXT, dialect=TEXT, tags=TABLES, steps=st.lists(STEPS, max_size=3).map(tuple))


def as_1_1(text: str) -> object:
    """What PyYAML reads, which keeps to YAML 1.1."""
    return yaml.safe_load(text)


def as_1_2(text: str) -> object:
    """What ruamel.yaml reads, which keeps to YAML 1.2."""
    ruamel = pytest.importorskip("ruamel.yaml", reason="pip install --group proof")
    return ruamel.YAML(typ="safe", pure=True).load(text)


@given(PLANS)
@settings(max_examples=60, deadline=None)
def test_a_plan_goes_from_json_to_yaml_and_back(plan: p.Plan) -> None:
    text = codec.dumps(plan)
    written = yamlform.dumps(strict.parse(text))
    document = exactyaml.parse(written)
    assert codec.dumps(codec.read_document(document).plan) == text
    assert (
        json.dumps(document)
        == json.dumps(as_1_1(written))
        == json.dumps(as_1_2(written))
        == json.dumps(json.loads(text))
    )
    assert yamlform.dumps(document) == written


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_every_reader_reads_what_was_written(document: object) -> None:
    text = yamlform.dumps(document)  # type: ignore[arg-type]
    wanted = json.dumps(document)
    assert [json.dumps(read(text)) for read in (exactyaml.parse, as_1_1, as_1_2)] == [wanted] * 3


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_every_nasty_text_stands_on_one_line_and_keeps_what_it_is(text: str) -> None:
    document = {"a": [text, {"b": text}]}
    written = yamlform.dumps(document)
    assert len(written.splitlines()) == 3
    assert exactyaml.parse(written) == as_1_1(written) == as_1_2(written) == document


def test_the_form_is_the_one_that_is_documented() -> None:
    document = {"name": "no", "on": [1, [], {}, [True, None], {"a": {"$float": "1.0"}}], "y": {"é".upper(): 1}["É"]}
    assert yamlform.dumps(document) == (
        'name: "no"\n"on":\n  - 1\n  - []\n  - {}\n  - - true\n    - null\n  - a:\n      "$float": "1.0"\n"y": 1\n'
    )


def test_the_whole_sample_is_the_same_in_both_forms() -> None:
    document = strict.parse(codec.dumps(full()))
    assert exactyaml.parse(yamlform.dumps(document)) == document


@pytest.mark.parametrize("document", [{"a": 1.5}, {"é": 1}, {1: 2}, 2**53, math.nan, "\ud800"], ids=ascii)
def test_what_is_no_document_is_not_written(document: object) -> None:
    with pytest.raises(SchemaError):
        yamlform.dumps(document)  # type: ignore[arg-type]


READ: dict[str, object] = {
    "a: b c": {"a": "b c"},
    "a: 'b'": {"a": "b"},
    'a: "\\u00e9\\x41\\U0001F600"': {"a": "éA😀"},
    "{a: 1, 'b': [x, \"y\"]}": {"a": 1, "b": ["x", "y"]},
    '{"a": {"b": [1, null, true]}}': {"a": {"b": [1, None, True]}},
    "# why\na: -1 # because\n": {"a": -1},
    "a:\n- b\n-   c: True\n    d: ~\n": {"a": ["b", {"c": True, "d": None}]},
    "--- a\n...\n": "a",
    "a: ./data\nb: -x\nc: http://x:1/#y": {"a": "./data", "b": "-x", "c": "http://x:1/#y"},
    "? a\n: b": {"a": "b"},
    "a:": {"a": None},
    "[]": [],
}
REFUSED: dict[str, tuple[str, str]] = {
    "a: &x 1": ("anchors are not read (`&x`)", "a"),
    "a: [1, *x]": ("aliases are not read (`*x`)", "a[1]"),
    "a: !!str 1": ("tags are not read (`tag:yaml.org,2002:str`)", "a"),
    "a: !t {}": ("tags are not read (`!t`)", "a"),
    "a: ! x": ("tags are not read (`!`)", "a"),
    "!!map {a: 1}": ("tags are not read", ""),
    "a: {<<: {b: 1}}": ("merges (`<<`) are not read", "a"),
    "a: 1\na: 2": ("key 'a' stands twice in one object (line 2, column 1)", ""),
    "b: {a: 1, 'a': 2}": ("key 'a' stands twice", "b"),
    "a: no": ("`no` is read as one thing here and as another there: put it in double quotes (line 1, column 4)", "a"),
    "a: Off": ("`Off` is read", "a"),
    "a: y": ("`y` is read", "a"),
    "on: 1": ("`on` is read", ""),
    "a: tRUE": ("`tRUE` is read", "a"),
    "a: =": ("`=` is read", "a"),
    "a: [x, 1.5]": ("1.5 is read as one thing here", "a[1]"),
    "plan: 1.0": ("1.0 is read", "plan"),
    "a: 1e3": ("1e3 is read", "a"),
    "a: 0o7": ("0o7 is read", "a"),
    "a: 010": ("010 is read", "a"),
    "a: 0x1F": ("0x1F is read", "a"),
    "a: 1_000": ("1_000 is read", "a"),
    "a: 1:30": ("1:30 is read", "a"),
    "a: +1": ("+1 is read", "a"),
    "a: .5": (".5 is read", "a"),
    "a: .inf": (".inf is read", "a"),
    "a: -.INF": ("-.INF is read", "a"),
    "a: .NaN": (".NaN is read", "a"),
    "a: 2026-01-01": ("2026-01-01 is read", "a"),
    "a: 1.0.3": ("1.0.3 is read", "a"),
    "a: 9007199254740992": ("an integer beyond 2^53 - 1", "a"),
    f"a: {'9' * 5000}": ("an integer beyond 2^53 - 1", "a"),
    "1: a": ("the key 1 must be a text: put it in double quotes", ""),
    "~: a": ("the key ~ must be a text", ""),
    "[a]: b": ("a key must be a text", ""),
    "é: b": ("key 'é' is not ASCII", ""),
    "a: |\n  b\n": ("blocks of text are not read", "a"),
    "a: >-\n  b\n": ("blocks of text are not read", "a"),
    'a: "\\ud800"': ("a string holds an unpaired surrogate", "a"),
    "%YAML 1.1\n---\na: 1": ("directives are not read", ""),
    "%TAG ! tag:x,2000:\n---\na: 1": ("directives are not read", ""),
    "a: 1\n---\nb: 1": ("a plan is one document, and here a second one begins (line 2, column 1)", ""),
    "a:\n  b: x\u2028y": (
        "U+2028 breaks lines to some readers: write it as \\u2028 in double quotes (line 2, column 7)",
        "",
    ),
    "a: \x85": ("U+0085 breaks lines", ""),
    "\ufeffa: 1": ("U+FEFF breaks lines", ""),
    "a: x\x00y": ("not YAML: special characters are not allowed (line 1, column 5)", ""),
    "a: [": ("not YAML: expected the node content, but found '<stream end>' (line 1, column 5)", ""),
    "a: b: c": ("not YAML: mapping values are not allowed here (line 1, column 5)", ""),
    "a:\n\t- b": ("not YAML: found character '\\t' that cannot start any token (line 2, column 1)", ""),
    "[" * 129: ("nested more than 128 levels deep (line 1, column 129)", ""),
    "[" * 100_000: ("nested more than 128 levels deep (line 1, column 129)", ""),
    "- " * 200: ("nested more than 128 levels deep", ""),
    "": ("the document is empty", ""),
    "# nothing\n": ("the document is empty", ""),
}


@pytest.mark.parametrize("text", READ, ids=ascii)
def test_what_all_readers_read_alike_is_read(text: str) -> None:
    found = exactyaml.parse(text)
    assert json.dumps(found) == json.dumps(READ[text]) == json.dumps(as_1_1(text)) == json.dumps(as_1_2(text))


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text)[:40])
def test_what_readers_read_differently_is_refused_with_its_place(text: str) -> None:
    message, place = REFUSED[text]
    with pytest.raises(SchemaError) as raised:
        exactyaml.parse(text)
    assert message in raised.value.message
    assert raised.value.at == place
    assert "(line " in raised.value.message or message == "the document is empty"


def test_what_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(SchemaError, match="larger than 8 Mi characters: use JSON"):
        exactyaml.parse("a" * (exactyaml.MAX_CHARACTERS + 1))


PIECES = (
    *("a", "b", "no", "on", "1e3", "010", "1:30", "~", "-1", "12", "1.0.3", ".5", "True", "=", "<<", "é", "-", "- "),
    *("? ", ": ", ":", "#c", " #c", "[", "]", "{", "}", ",", ", ", "\n", "\n  ", "\n    ", " ", "\t", "|", "|\n  x"),
    *('"x"', "'y'", '"\\x41"', '"\\/"', '"a\n b"', "'it''s'", "&a ", "*a", "!t ", "%YAML 1.1\n", "---\n", "...\n"),
    *("a: ", "c:\n  ", '"q": ', "\u2028", "\x85", "http://x:1", "a:b", "x#y", "a b", "@", "`", ">", "\\", "?a", "--"),
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
@settings(max_examples=400, deadline=None)
def test_whatever_is_read_is_read_alike_by_all(text: str) -> None:
    try:
        found = json.dumps(exactyaml.parse(text))
    except SchemaError:
        return
    assert json.dumps(as_1_1(text)) == found
    try:
        newer = as_1_2(text)
    except pytest.importorskip("ruamel.yaml.error").YAMLError:
        return  # that it refuses what it should read is no other meaning
    assert json.dumps(newer) == found


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("a", (1, 1)),
        ("a[0]", (2, 3)),
        ("a[1]", (3, 3)),
        ("a[1].b", (3, 3)),
        ("a[1].c", (4, 3)),
        ("a[1].c[0].d", (4, 8)),
        ("", (1, 1)),
        ("zz", None),
    ],
)
def test_places_have_lines(at: str, place: tuple[int, int] | None) -> None:
    assert exactyaml.place_of('a:\n- 1\n- "b": 2\n  c: [{d: 1}]\n', at) == place
