"""Packages that are huge, deep, broken or meant to harm: nothing is known of them, and nothing breaks."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_packages import packages, told

from icefloe.infer import Foreign
from icefloe.installed import Installed
from icefloe.values import Unknown

DEEP = 10_000


def chain_of_modules(folder: Path) -> None:
    for number in range(500):
        (folder / f"m{number}.py").write_text(f"from m{number + 1} import X\n", encoding="utf-8")
        (folder / f"s{number}.py").write_text(f"from s{number + 1} import *\n", encoding="utf-8")
    (folder / "m500.py").write_text("class X: ...\n", encoding="utf-8")
    (folder / "s500.py").write_text("class X: ...\n", encoding="utf-8")
    (folder / "bad.py").write_text("from m0 import X\nfrom s0 import *\n", encoding="utf-8")


def loop_of_links(folder: Path) -> None:
    (folder / "bad").symlink_to(folder / "bad")
    (folder / "bad.py").symlink_to(folder / "bad.py")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "bad.py")


def huge(folder: Path) -> None:
    with (folder / "bad.py").open("wb") as file:
        file.truncate(100 << 20)


def holding(data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "bad.py").write_bytes(data)

    return write


HOSTILE: dict[str, Callable[[Path], None]] = {
    "re-exports in a circle": holding(b"from bad import X\nfrom bad import Y as X\nX = X\n"),
    "stars in a circle": holding(b"from bad import *\n"),
    "five hundred re-exports": chain_of_modules,
    "links in a circle": loop_of_links,
    "a pipe": pipe,
    "100 MB": huge,
    "NUL bytes": holding(b"class X: ...\n\0"),
    "another encoding": holding("# -*- coding: utf-16 -*-\nclass X: ...\n".encode("utf-16")),
    "a hidden encoding": holding(b"# coding: utf-7\nclass X: ...\n"),
    "broken bytes": holding(b"class X\xff\xfe: ...\n"),
    "no Python": holding(b"class X(:\n"),
    "nested brackets": holding(b"X: " + b"[" * DEEP + b"]" * DEEP + b"\n"),
    "nested calls": holding(b"X = " + b"f(" * 150 + b")" * 150 + b"\n"),
    "a chain of operators": holding(b"X = " + b"-" * DEEP + b"1\n"),
    "a long union": holding(b"X = " + b" | ".join([b"int"] * DEEP) + b"\n"),
    "a long sum": holding(b"X = " + b" + ".join([b"int"] * 3_000) + b"\n"),
    "a long attribute": holding(b"X = a" + b".a" * 3_000 + b"\n"),
    "nested tests": holding(b"if " + b"not " * 3_000 + b"x:\n    X = int\n"),
    "a quoted annotation without end": holding(b"X: '" + b"list[" * 500 + b"int" + b"]" * 500 + b"'\n"),
    "a quote in itself": holding(b"X: \"'X'\"\n"),
    "an alias of itself": holding(b"from typing import TypeAlias\nX: TypeAlias = 'list[X]'\n"),
    "an alias chain": holding(b"X = X0\n" + b"".join(b"X%d = list[X%d]\n" % (i, i + 1) for i in range(2_000))),
    "classes in a circle": holding(b"class X(Y): ...\nclass Y(X): ...\n"),
    "its own base": holding(b"class X(X): ...\n"),
    "a relative import out of the package": holding(b"from ..... import X\n"),
    "a class chain": holding(
        b"class C0: ...\n" + b"".join(b"class C%d(C%d): ...\n" % (i + 1, i) for i in range(3_000)) + b"X = C3000\n"
    ),
    "functions that call each other": holding(
        b"def X(): return f0()\n" + b"".join(b"def f%d(): return f%d()\n" % (i, i + 1) for i in range(3_000))
    ),
    "a generic that grows": holding(
        b"from typing import Generic, TypeVar\nT = TypeVar('T')\nclass X(Generic[T], list['X[X[T]]']): ...\n"
    ),
}


def ask_everything(outside: Installed, path: str) -> None:
    """All questions that a check has about a name."""
    foreign = Foreign(outside)
    told(outside.find(path))
    assert isinstance(outside.canonical(path), str)
    foreign.meaning(path)
    foreign.type(path)
    declaration = foreign.declaration(path)
    if declaration is not None:
        assert len(list(declaration.members)) <= len(declaration.members)
        declaration.constructor()


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made as on Linux")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_packages_are_not_known(tmp_path: Path, name: str) -> None:
    HOSTILE[name](tmp_path)
    ask_everything(Installed((tmp_path,)), "bad.X")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("NUL bytes", "NUL"),
        ("another encoding", "UTF-16"),
        ("a hidden encoding", "utf-7"),
        ("no Python", "not valid for the running Python at line 1"),
        ("100 MB", "no regular file, or too large"),
        ("a pipe", "no regular file, or too large"),
    ],
)
def test_the_cause_is_told(tmp_path: Path, name: str, why: str) -> None:
    HOSTILE[name](tmp_path)
    found = Installed((tmp_path,)).find("bad.X")
    assert isinstance(found, Unknown)
    assert why in found.why


def test_all_files_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icefloe.installed.texts.MOST", 40)
    outside = packages(tmp_path, {"a.py": "class A: ...\n", "b.py": "class B: ...  # and more\n" * 2})
    assert told(outside.find("a.A")) == "class a:A"
    found = outside.find("b.B")
    assert isinstance(found, Unknown)
    assert found.why == "the packages that are used are too large to read"


def test_links_are_followed(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "linked"
    real.mkdir(parents=True)
    (real / "__init__.py").write_text("class A: ...\n", encoding="utf-8")
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "linked").symlink_to(real, target_is_directory=True)
    assert told(Installed((site,)).find("linked.A")) == "class linked:A"


ODD = ("", ".", "..", "a..b", "bad.", ".bad", "bad\0.X", "bad." * 5_000, "bad.X.y.z", "\ud800.X", "1.2", "bad/../x.X")


@pytest.mark.parametrize("path", ODD)
def test_odd_paths(tmp_path: Path, path: str) -> None:
    ask_everything(packages(tmp_path, {"bad.py": "class X: ...\n"}), path)


NAMES = st.sampled_from(("X", "Y", "m", "n", "p", "self", "__all__", "T", "int", "overload", "property"))
PATHS = st.sampled_from(("X", "Y.X", "p", "p.m", "p.n", "p.m.X", ".m", ".", "..p", "typing", "int", "T", "list[X]"))
LINES = st.one_of(
    st.builds("from {0} import {1}".format, PATHS, NAMES),
    st.builds("from {0} import *".format, PATHS),
    st.builds("import {0} as {1}".format, PATHS, NAMES),
    st.builds("import {0}".format, PATHS),
    st.builds("{0} = {1}".format, NAMES, PATHS),
    st.builds("{0}: {1} = {2}".format, NAMES, PATHS, PATHS),
    st.builds("__all__ {0} {1}".format, st.sampled_from(("=", "+=")), st.sampled_from(("['X']", "m.__all__", "X"))),
    st.builds("class {0}({1}): {2}: {1}".format, NAMES, PATHS, NAMES),
    st.builds("class {0}({1}[{2}]):\n  def {3}(self): return {1}".format, NAMES, PATHS, NAMES, NAMES),
    st.builds("@{0}\ndef {1}(self, a: {2}) -> {2}: return self".format, NAMES, NAMES, PATHS),
    st.builds("if {0}: {1} = 1\nelse: from {2} import {1}".format, NAMES, NAMES, PATHS),
    st.builds("try:\n  import {0}\nexcept X:\n  {0} = {1}".format, NAMES, PATHS),
    st.builds("T = TypeVar('T', {0}, bound={0})".format, PATHS),
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(package=TEXTS, first=TEXTS, second=st.one_of(TEXTS, st.text(max_size=40)))
def test_any_package_is_read(tmp_path_factory: pytest.TempPathFactory, package: str, first: str, second: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    files = {"p/__init__.py": package, "p/m.py": first, "p/n.pyi": second.encode("utf-8", "replace").decode()}
    outside = packages(folder, files)
    for path in ("p", "p.X", "p.m.X", "p.m.Y", "p.n.X", "p.n.T", "p.X.Y"):
        ask_everything(outside, path)
