"""What a call sees of the disk is all that it is told from: nothing is looked at behind the witness's back."""

from __future__ import annotations  # the types of facts are named only

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kept_projects import FINE, MAIN, PROJECT, write
from test_outcomes_kept import FILES

from icefloe import api
from icefloe.api import Wanted
from icefloe.cache.facts import hold
from icefloe.project import select
from icefloe.project.witness import Witness

if TYPE_CHECKING:
    from icefloe.cache.facts import Facts

_WATCHED: list[str] = []
_TOUCHED: set[str] = set()


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _WATCHED and event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], str):
        _TOUCHED.add(os.path.normpath(arguments[0]))


sys.addaudithook(_hook)


def known(facts: Facts) -> set[str]:
    """Every path that facts speak of."""
    _, folders, names, odd, _, beyond = facts
    files = {f"{folder}/{name}" for folder, _, own in folders for name, *_ in own}
    listed = {folder for folder, text, _ in folders if text is not None} | {path for path, *_ in names}
    return files | listed | set(odd) | {path for path, _ in beyond}


@pytest.mark.parametrize("paths", [["."], ["one.py"], ["flow.yaml"], ["lib", "book.ipynb"], ["in"], ["reads.py", "."]])
def test_nothing_is_read_unseen(paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"in/pyproject.toml": PROJECT, "in/main.py": FINE, ".gitignore": "build/\n", "src/x.py": "", "uv.lock": ""}
    root = write(tmp_path / "p", {**FILES, **more, "parameters.yaml": "a: 1\n"})
    monkeypatch.chdir(root)
    _TOUCHED.clear()
    _WATCHED.append("")
    try:
        checked = api.check(paths, Wanted(cache=tmp_path / "cache"))
    finally:
        _WATCHED.clear()
    assert checked.facts is not None
    inside = {path for path in _TOUCHED if Path(path).is_relative_to(root)}
    assert inside
    assert inside - known(checked.facts) == set()


Change = Callable[[Path], object]
CHANGES: list[tuple[str, Change]] = [
    ("a byte", lambda p: write(p, {"a/x.py": "y"})),
    ("a longer file", lambda p: write(p, {"a/x.py": "x" * 50})),
    ("an empty file", lambda p: write(p, {"a/x.py": ""})),
    ("a new file", lambda p: write(p, {"a/y.txt": ""})),
    ("a new folder", lambda p: (p / "a" / "z").mkdir()),
    ("a file less", lambda p: (p / "a" / "x.py").unlink()),
    ("a folder in place of a file", lambda p: ((p / "a/x.py").unlink(), (p / "a/x.py").mkdir())),
    (
        "a link in place of a file",
        lambda p: ((p / "a/x.py").rename(p / "b/x.py"), (p / "a/x.py").symlink_to("../b/x.py")),
    ),
    ("a pipe in place of a file", lambda p: ((p / "a/x.py").unlink(), os.mkfifo(p / "a/x.py"))),
    ("a link in place of a folder", lambda p: ((p / "a").rename(p / "c"), (p / "a").symlink_to("c"))),
    ("a document that grows", lambda p: write(p, {"a/d.yaml": b"x" * (5 << 20)})),
    ("a document that shrinks", lambda p: write(p, {"a/large.yaml": b"x"})),
    ("what was no file", lambda p: ((p / "a/link.py").unlink(), write(p, {"a/link.py": "x"}))),
    ("a configuration above", lambda p: write(p.parent, {"icefloe.toml": ""})),
    ("an ignored folder", lambda p: write(p, {"a/.gitignore": "x.py\n"})),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[what for what, _ in CHANGES])
def test_every_change_is_seen(what: str, change: Change, tmp_path: Path) -> None:
    root = write(tmp_path / "p", {"pyproject.toml": PROJECT, "a/x.py": "x", "b/y.py": "x", "a/d.yaml": "dag: steps"})
    write(root, {"a/large.yaml": b"x" * (5 << 20), "a/huge.py": b"x" * (5 << 20)})
    (root / "a/link.py").symlink_to(root / "b/y.py")
    witness = Witness()
    (selected,) = select([str(root)], None, witness)
    files = witness.files(root)
    for path in (*selected.files, "a/link.py", "nowhere/x.py"):
        files.read(path)
    facts = witness.facts()
    assert facts is not None
    assert hold(facts)
    change(root)
    assert not hold(facts)


def test_facts_are_plain_data(tmp_path: Path) -> None:
    import marshal

    root = write(tmp_path / "p", {"pyproject.toml": PROJECT, "main.py": MAIN.format(module="os", name="x")})
    checked = api.check([str(root)], Wanted(cache=tmp_path / "cache"))
    assert marshal.loads(marshal.dumps(checked.facts)) == checked.facts
    assert json.dumps(str(checked.facts))


def test_names_that_are_no_text_are_seen_too(tmp_path: Path) -> None:
    root = write(tmp_path / "p", {"pyproject.toml": PROJECT, "main.py": FINE})
    try:
        (root / os.fsdecode(b"\xff.py")).write_text(FINE)
    except OSError:
        pytest.skip("this file system takes no such names")
    wanted = Wanted(cache=tmp_path / "cache")
    first = api.check([str(root)], wanted)
    assert first.facts is not None
    assert hold(first.facts)
    assert api.check([str(root)], wanted).anew == ()
    (root / os.fsdecode(b"\xff.py")).unlink()
    assert not hold(first.facts)
