"""A small part of `semantic_check.py`: a few files, all edits, some mutants, and how a project may lie on a disk."""

import random
from pathlib import Path

import pytest
from equal_edits import EDITS, same_tree
from mutants import KINDS, mutants, why_same
from same_locks import Place, layouts, lock, project
from semantic_check import STANDARD, digests, form, units

from icefloe.syntax.parser import deep

FILES = ("bisect", "copy", "textwrap")


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_that_keeps_the_meaning_changes_no_digest(kind: str) -> None:
    edited = 0
    for name in FILES:
        text = (STANDARD / f"{name}.py").read_text(encoding="utf-8")
        other = EDITS[kind](text, random.Random(name))
        assert same_tree(text, other), f"{name} is not edited as it should be"
        assert digests(other) == digests(text), name
        edited += other != text
    assert edited


def test_a_mutant_that_can_behave_otherwise_has_another_digest() -> None:
    tried: set[str] = set()

    def look() -> None:
        for name in FILES[:2]:
            for unit in units((STANDARD / f"{name}.py").read_text(encoding="utf-8")):
                before = form(unit.text)
                for kind, mutant in mutants(unit, random.Random(name), 1):
                    tried.add(kind)
                    assert form(mutant) != before or why_same(unit.text, mutant), mutant

    deep(look)
    assert tried == set(KINDS)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("x = 'a'", "x = f'a'", "the same instructions and constants"),
        ("x = 1 + 1", "x = 2", "the same instructions and constants"),
        ("def f():\n    '''One.\n\n    Two.'''", "def f():\n  ''' One.\n\n  Two.\n  '''", "the layout of a docstring"),
        ("def f():\n    'One.'", "def f():\n    f'One.'", None),
        ("def f():\n    '''\n    a\n    b'''", "def f():\n    '''\n    a\n      b'''", None),
        ("x = 1", "x = 1.0", None),
    ],
)
def test_why_a_mutant_may_have_the_same_digest(one: str, other: str, why: str | None) -> None:
    assert why_same(f"{one}\n", f"{other}\n") == why


def test_how_a_project_lies_on_a_disk_does_not_count(tmp_path: Path) -> None:
    plain = project(tmp_path / "plain")
    first = lock(Place(plain))
    assert {name: lock(place) for name, place in layouts(tmp_path, plain)} == dict.fromkeys(
        ("newlines:CRLF", "root:a symbolic link", "root:another name", "working folder:inside the project"), first
    )
