"""The owned table of the standard library."""

import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import icefloe.infer
from icefloe.infer import generate_stdlib
from icefloe.infer.stdlib import standard_library
from icefloe.types import Named, UnknownType, is_known, spell

TEXT = Path(icefloe.infer.__file__).with_name("stdlib.jsonl").read_text(encoding="ascii")
HEAD, _, REST = TEXT.partition("\n")


def classes() -> Iterator[str]:
    """The paths of all classes in it."""
    for start, length in json.loads(HEAD)["modules"].values():
        yield from json.loads(REST[start : start + length]).get("c", {})


def test_every_base_is_in_it_or_said_to_be_unknown() -> None:
    library = standard_library()
    paths = tuple(classes())
    assert len(paths) > 900
    for path in paths:
        declaration = library.declaration(path)
        assert declaration is not None
        for base in declaration.bases:
            assert not isinstance(base, Named) or library.has(base.path), (path, base)


def test_every_member_can_be_read_and_most_are_known() -> None:
    library = standard_library()
    known, total = 0, 0
    for path in classes():
        declaration = library.declaration(path)
        assert declaration is not None
        assert declaration.constructor() is None or spell(declaration.constructor() or UnknownType(""))
        for member in declaration.members:
            total += 1
            known += is_known(member.type) or member.absent
    assert known > total * 0.98, (known, total)


def test_every_alias_leads_to_a_class() -> None:
    library = standard_library()
    assert [p for p in json.loads(HEAD)["aliases"].values() if not library.has(p) and p != "typing.Any"] == []


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


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("math.pi", "float"),
        ("os.getcwd", "Callable[[], str]"),
        ("os.path.isdir", "bool"),
        ("random.random", "Callable[[], float]"),
        ("os.environ", "os._Environ[str]"),
        ("string.digits", "str"),
        ("sys.argv", "list[str]"),
        ("math.nothing", None),
        ("nowhere.at_all", None),
        ("pathlib.Path", None),
    ],
)
def test_value(path: str, text: str | None) -> None:
    found = standard_library().value(path)
    assert found is None if text is None else text in spell(found), found


def test_it_is_what_the_generator_writes() -> None:
    release = f"typeshed-client {metadata.version('typeshed-client')};"
    if release not in TEXT:
        pytest.skip(f"the table was written from another release than {release}")
    assert generate_stdlib.table() == TEXT
