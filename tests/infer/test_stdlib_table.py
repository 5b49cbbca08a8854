"""The owned table of the standard library."""

import json
from importlib import metadata
from pathlib import Path

import pytest

import icefloe.infer
from icefloe.infer import generate_stdlib
from icefloe.infer.stdlib import standard_library

TEXT = Path(icefloe.infer.__file__).with_name("stdlib.json").read_text(encoding="ascii")


def test_every_base_is_in_it_or_said_to_be_unknown() -> None:
    table = json.loads(TEXT)
    heads = {
        base[0] if isinstance(base, list) else base for _, bases, _, _ in table["classes"].values() for base in bases
    }
    assert heads - set(table["classes"]) <= {"?", "typing.Any"}


def test_every_alias_leads_to_a_class() -> None:
    table = json.loads(TEXT)
    assert set(table["aliases"].values()) - set(table["classes"]) <= {"typing.Any"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("typing.List", "builtins.list"),
        ("typing.Mapping", "collections.abc.Mapping"),
        ("typing_extensions.TypedDict", "typing.TypedDict"),
        ("_io.BytesIO", "io.BytesIO"),
        ("pandas.DataFrame", "pandas.DataFrame"),
    ],
)
def test_path(path: str, expected: str) -> None:
    assert standard_library().path(path) == expected


def test_it_is_what_the_generator_writes() -> None:
    release = f"typeshed-client {metadata.version('typeshed-client')};"
    if release not in TEXT:
        pytest.skip(f"the table was written from another release than {release}")
    assert generate_stdlib.table() == TEXT
