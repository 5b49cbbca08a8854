"""The lock as a document: one layout, strictly read, and friendly to merges."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import (
    escape,
    export_leaf,
    file_leaf,
    header_leaf,
    leaf_digest,
    module_leaf,
    plan_name,
    root_digest,
    source_leaf,
    step_leaf,
    unescape,
)
from icefloe_schema.lock import (
    ClosureContent,
    CompilerContent,
    DepsContent,
    EnvContent,
    Leaf,
    Lock,
    ModuleContent,
    Reached,
    absent,
    dumps,
    loads,
    with_content,
)
from icefloe_schema.validate import schema_document

HEX = "0123456789abcdef" * 4
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def sample(**digests: str) -> Lock:
    """A small lock; a keyword gives the digest of a step."""
    name = plan_name("pipelines/train.py", "ml")
    steps = {"load": HEX, "train": HEX, "train[é/1]": HEX, **digests}
    leaves = [
        with_content("compiler", CompilerContent(icefloe="0.1.0", normaliser="1", plan="1.0")),
        with_content("deps", DepsContent(path="uv.lock", sha256=HEX)),
        with_content("env", EnvContent(requires_python=">=3.11")),
        Leaf(path=header_leaf(name), digest=HEX),
        *(Leaf(path=step_leaf(name, step), digest=digest) for step, digest in steps.items()),
        Leaf(path=source_leaf(name, "train", "semantic"), digest=HEX),
        with_content(
            source_leaf(name, "train", "closure"),
            ClosureContent(reached=(Reached(name="helpers:clean", sha256=HEX),), opaque=("é",)),
        ),
        with_content(module_leaf("pipelines/train.py"), ModuleContent(sha256=HEX, semantic=HEX)),
        Leaf(path=file_leaf("parameters.yaml"), digest=HEX),
        Leaf(path=export_leaf("argo", "out/ml.yaml"), digest=HEX),
    ]
    return Lock(leaves=tuple(sorted(leaves, key=lambda leaf: leaf.path)))


def test_there_and_back() -> None:
    assert loads(dumps(sample())) == sample()
    assert loads(dumps(sample()).encode()) == sample()
    assert loads(dumps(sample()).replace("\n", "\r\n")) == sample(), "a checkout may have turned the newlines"


def test_layout() -> None:
    text = dumps(sample())
    lines = text.split("\n")
    assert (lines[0], lines[-3], lines[-2:]) == ("{", '"version":"1.0"', ["}", ""])
    entries = [line for line in lines[1:-3] if line]
    keys = [line.split('":')[0] for line in entries]
    assert keys == sorted(keys)
    assert len(entries) == len(sample().leaves)
    assert all(line.endswith(",") for line in entries)
    jsonschema.validate(json.loads(text), schema_document("lock"), jsonschema.Draft202012Validator)


def test_absent_dependencies() -> None:
    leaves = tuple(absent("deps") if leaf.path == "deps" else leaf for leaf in sample().leaves)
    lock = Lock(leaves=leaves)
    assert '"deps":"absent",' in dumps(lock)
    assert loads(dumps(lock)) == lock
    assert lock.root != sample().root


def test_the_root_depends_on_every_leaf_and_on_nothing_else() -> None:
    whole = {leaf.path: leaf.digest for leaf in sample().leaves}
    roots = {root_digest(whole)}
    for path in whole:
        roots.add(root_digest({**whole, path: "f" * 64}))
        roots.add(root_digest({key: value for key, value in whole.items() if key != path}))
    assert len(roots) == 1 + 2 * len(whole)
    assert root_digest(dict(reversed(whole.items()))) == sample().root


def test_hashing_is_separated_by_path_and_by_level() -> None:
    assert leaf_digest("files/a", b"x") != leaf_digest("files/b", b"x")
    assert leaf_digest("files/a", b"bx") != leaf_digest("files/ab", b"x")
    assert leaf_digest("files/a", b"") != root_digest({"files/a": HEX})


@given(st.lists(TEXT, min_size=2, max_size=2))
def test_escaping_is_one_to_one_and_readable(texts: list[str]) -> None:
    one, other = texts
    assert unescape(escape(one)) == one
    assert (escape(one) == escape(other)) is (one == other)
    assert escape(one).isascii()
    leaf = Leaf(path=step_leaf(plan_name("a.py", one), other), digest=HEX)
    lock = Lock(leaves=tuple(sorted((*sample().leaves, leaf), key=lambda leaf: leaf.path)))
    assert loads(dumps(lock)) == lock


def test_a_step_called_header_is_not_the_header() -> None:
    assert step_leaf("a:b", "header") != header_leaf("a:b")


GOOD = dumps(sample())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        GOOD[:-1],
        GOOD + "\n",
        " " + GOOD,
        GOOD.replace(",\n\n", ",\n", 1),
        GOOD.replace('":"', '": "', 1),
        GOOD.replace('"version":"1.0"', '"version":"1.1"'),
        GOOD.replace('"version":"1.0"', '"version":1'),
        GOOD.replace('"version":"1.0"', '"other":"1.0"'),
        GOOD.replace('"env":', '"envy":'),
        GOOD.replace("helpers:clean", "helpers:cl\\u0065an"),
        GOOD.replace(HEX, HEX.upper()),
        GOOD.replace(HEX, HEX[:-1]),
        GOOD.replace('"requires_python"', '"requires"'),
        GOOD.replace('{"requires_python":">=3.11"}', '{"requires_python":">=3.11","x":1}'),
        GOOD.replace('{"requires_python":">=3.11"}', "NaN"),
        GOOD.replace('{"requires_python":">=3.11"}', '"absent"'),
        GOOD.replace('"files/', '"fils/'),
        GOOD.replace('"files/parameters.yaml"', '"files/parameters.yaml\\n"'),
        GOOD.replace('"version"', f'"modules/pipelines/train.py":"{HEX}",\n\n"version"'),
        "[" * 100_000,
        GOOD.replace("{", "\ufeff{", 1),
        GOOD.replace("\n", "\r"),
    ],
    ids=range(25),
)
def test_the_reader_is_strict(text: str) -> None:
    assert text != GOOD
    with pytest.raises(SchemaError):
        loads(text)


def test_entries_out_of_order_are_refused() -> None:
    head, first, second, rest = GOOD.replace("{\n", "{\n\n\n", 1).split("\n\n", 3)
    with pytest.raises(SchemaError, match="freeze"):
        loads("\n\n".join((head, second, first, rest)).replace("{\n\n\n", "{\n", 1))


def test_merges_go_by_entry(tmp_path: Path) -> None:
    """Two branches that change neighbouring entries merge; git needs an unchanged line between them."""
    git = shutil.which("git")
    assert git is not None

    def run(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")
        subprocess.run([git, *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def commit(lock: Lock) -> None:
        (tmp_path / "icefloe.lock").write_text(dumps(lock), encoding="utf-8", newline="\n")
        run("add", "icefloe.lock")
        run("commit", "-m", "freeze")

    run("init", "-b", "main")
    commit(sample())
    run("checkout", "-b", "side")
    commit(sample(load="1" * 64, new="3" * 64))
    run("checkout", "main")
    commit(sample(train="2" * 64))
    run("merge", "side")
    merged = loads((tmp_path / "icefloe.lock").read_bytes())
    assert merged == sample(load="1" * 64, train="2" * 64, new="3" * 64)


def test_no_random_edit_passes_for_the_same_lock() -> None:
    """2,000 edits: the reader refuses the text, or it reads another lock, whose root differs."""
    dice = random.Random(7)
    refused = 0
    for _ in range(2000):
        data = bytearray(GOOD.encode())
        for _ in range(dice.choice([1, 1, 1, 2, 5])):
            place = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[place] ^= 1 << dice.randrange(8)
                case 1:
                    del data[place : place + dice.randrange(1, 9)]
                case 2:
                    data[place:place] = bytes(dice.choice(b'{}[]",:\n a0\x00\xff') for _ in range(dice.randrange(1, 4)))
                case _:
                    data[place : place + 3] = data[place : place + 3][::-1]
        if bytes(data) == GOOD.encode():
            continue
        try:
            other = loads(bytes(data))
        except SchemaError:
            refused += 1
            continue
        assert other != sample()
        assert other.root != sample().root
    assert refused > 1000


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_refused_without_a_traceback(text: str | bytes) -> None:
    with pytest.raises(SchemaError):
        loads(text)
