"""Modules that are found and compiled ahead are those that an import would find."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from icefloe_runtimes.locked import text_digest
from icefloe_runtimes.step.errors import ModuleDrifted
from icefloe_runtimes.step.frozen import Frozen
from icefloe_runtimes.step.loading import Modules

NAMES = ("foreseen_one", "foreseen_folder", "foreseen_folder.inner")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project of two folders, with a module and a package in the second of them."""
    for name in ("path", "meta_path", "path_hooks"):
        monkeypatch.setattr(sys, name, [*getattr(sys, name)])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    (second / "foreseen_folder").mkdir(parents=True)
    (second / "foreseen_one.py").write_text("value = 1\n")
    (second / "foreseen_folder" / "__init__.py").write_text("value = 3\n")
    (second / "foreseen_folder" / "inner.py").write_text("value = 4\n")
    before = dict(sys.modules)
    yield tmp_path
    for name in NAMES:
        sys.modules.pop(name, None)
    # Where the stand-ins come in, what they stand for goes: this process has the compiler.
    sys.modules.update(before)


def entered(root: Path, frozen: Frozen | None = None) -> Modules:
    modules = Modules(root, ("a", "b"), frozen)
    modules.enter("standin")
    modules.foresee(NAMES)
    return modules


def noted(modules: Modules) -> dict[str, str]:
    """What is noted of the project; the modules of these tests are there too."""
    return {path: digest for path, digest in modules.noted.modules().items() if path.startswith(("a/", "b/"))}


def test_they_are_given_as_they_were_found_and_noted_when_they_are_imported(root: Path) -> None:
    modules = entered(root)
    assert not [name for name in NAMES if name in sys.modules]
    assert (noted(modules), modules.noted.sought()) == ({}, ())
    assert [modules.load(name).__dict__["value"] for name in NAMES] == [1, 3, 4]
    loaded = ["b/foreseen_folder/__init__.py", "b/foreseen_folder/inner.py", "b/foreseen_one.py"]
    assert [*noted(modules)] == loaded
    assert modules.noted.sought() == ("a/foreseen_folder", "a/foreseen_one")
    assert not [*root.rglob("*.pyc")], "nothing was compiled besides"


def test_the_code_of_their_functions_is_looked_for_ahead(root: Path) -> None:
    (root / "b" / "foreseen_one.py").write_text("def one():\n    return 1\n")
    modules = entered(root)
    modules.foresee_codes("foreseen_one", "one")
    (code,) = modules.codes("foreseen_one", "one")
    assert code is sys.modules["foreseen_one"].one.__code__


def test_a_source_that_has_changed_is_loaded_as_it_is_even_if_nothing_tells(root: Path) -> None:
    file = root / "b" / "foreseen_one.py"
    modules = entered(root)
    before = file.stat()
    with file.open("r+") as stream:
        stream.write("value = 2\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert modules.load("foreseen_one").__dict__["value"] == 2
    assert noted(modules) == {"b/foreseen_one.py": text_digest(b"value = 2\n")}


def test_one_that_comes_before_it_is_loaded_in_its_place(root: Path) -> None:
    modules = entered(root)
    (root / "a" / "foreseen_one.py").write_text("value = 5\n")
    assert modules.load("foreseen_one").__dict__["value"] == 5
    assert modules.noted.sought() == ()


def test_what_has_come_to_a_folder_is_seen_when_it_is_looked_at_again(root: Path) -> None:
    modules = entered(root)
    (root / "a" / "foreseen_folder.py").write_text("value = 6\n")
    modules.foresee(NAMES)
    assert [modules.load(name).__dict__["value"] for name in NAMES[:2]] == [1, 6]
    assert not [*root.rglob("foreseen_one*.pyc")]


def test_another_way_to_modules_is_gone(root: Path) -> None:
    modules = entered(root)
    other = root / "other"
    other.mkdir()
    (other / "foreseen_one.py").write_text("value = 7\n")
    sys.path.insert(0, str(other))
    __import__("foreseen_one")
    assert sys.modules["foreseen_one"].__dict__["value"] == 7
    assert modules.noted.sought() == ()


@pytest.mark.parametrize("text", ["value = (\n", "raise RuntimeError\n", "import no_such_module\n"])
def test_what_is_wrong_with_them_comes_out_when_they_are_imported(root: Path, text: str) -> None:
    (root / "b" / "foreseen_one.py").write_text(text)
    modules = entered(root)
    with pytest.raises((SyntaxError, RuntimeError, ImportError)):
        modules.load("foreseen_one")
    (root / "b" / "foreseen_one.py").write_text("value = 8\n")
    assert modules.load("foreseen_one").__dict__["value"] == 8


def test_what_was_frozen_is_loaded_only_as_it_was(root: Path) -> None:
    file = root / "b" / "foreseen_one.py"
    frozen = Frozen(root, {"b/foreseen_one.py": text_digest(file.read_bytes())})
    modules = entered(root, frozen)
    file.write_text("value = 9\n")
    with pytest.raises(ModuleDrifted):
        modules.load("foreseen_one")
    with pytest.raises(ModuleDrifted):
        modules.load("foreseen_folder")


def test_what_was_frozen_is_loaded_as_it_was_found(root: Path) -> None:
    file = root / "b" / "foreseen_one.py"
    digest = text_digest(file.read_bytes())
    modules = entered(root, Frozen(root, {"b/foreseen_one.py": digest}))
    assert modules.load("foreseen_one").__dict__["value"] == 1
    assert noted(modules) == {"b/foreseen_one.py": digest}
