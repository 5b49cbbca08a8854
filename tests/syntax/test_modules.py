"""The table of modules finds what Python would find."""

import pytest

from icefloe.findings import Finding
from icefloe.syntax.limits import MODULES
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed


class Memory:
    """The files of a project, in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.asked: list[str] = []

    def read(self, path: str) -> bytes | None:
        self.asked.append(path)
        text = self.files.get(path)
        return None if text is None else text.encode()


FILES = {
    "main.py": "import a",
    "a.py": "import b",
    "b.py": "import a",
    "both.py": "",
    "both/__init__.py": "",
    "pkg/__init__.py": "",
    "pkg/mod.py": "",
    "pkg/sub/__init__.py": "",
    "pkg/sub/leaf.py": "",
    "space/mod.py": "",
    "src/lib/__init__.py": "",
    "src/lib/inner.py": "",
    "src/both.py": "",
    "src/space/other.py": "",
    "src/pkg/hidden.py": "",
    "broken.py": "x = (",
    "examples/x/ml-training.py": "",
}


def table(*roots: str) -> ModuleTable:
    return ModuleTable(Memory(FILES), roots or (".", "src"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("main", "main.py"),
        ("both", "both/__init__.py"),
        ("pkg", "pkg/__init__.py"),
        ("pkg.mod", "pkg/mod.py"),
        ("pkg.sub.leaf", "pkg/sub/leaf.py"),
        ("space.mod", "space/mod.py"),
        ("space.other", "src/space/other.py"),
        ("space", None),
        ("lib.inner", "src/lib/inner.py"),
        ("src.lib.inner", "src/lib/inner.py"),
        ("pkg.hidden", None),
        ("main.x", None),
        ("numpy", None),
        ("", None),
        ("a..b", None),
        ("../main", None),
        (".".join("a" * 51), None),
    ],
)
def test_a_name_leads_to_its_file(name: str, path: str | None) -> None:
    assert table().path_of(name) == path
    assert isinstance(table().load(name), Parsed) == (path is not None)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("main.py", "main"),
        ("src/lib/inner.py", "lib.inner"),
        ("src/lib/__init__.py", "lib"),
        ("pkg/sub/__init__.py", "pkg.sub"),
        ("src/both.py", "src.both"),
        ("examples/x/ml-training.py", "examples.x.ml-training"),
        ("notes.txt", None),
    ],
)
def test_a_file_has_a_name(path: str, name: str | None) -> None:
    assert table().name_of(path) == name


def test_a_file_outside_the_roots_has_no_name() -> None:
    assert table("src").name_of("main.py") is None


@pytest.mark.parametrize(
    ("importing", "level", "dotted", "expected"),
    [
        ("main", 0, "a.b", "a.b"),
        ("main", 1, "a", None),
        ("pkg", 1, "mod", "pkg.mod"),
        ("pkg.mod", 1, "", "pkg"),
        ("pkg.mod", 1, "sub.leaf", "pkg.sub.leaf"),
        ("pkg.mod", 2, "x", None),
        ("pkg.sub", 1, "leaf", "pkg.sub.leaf"),
        ("pkg.sub", 2, "mod", "pkg.mod"),
        ("pkg.sub.leaf", 2, "mod", "pkg.mod"),
        ("pkg.sub.leaf", 3, "mod", None),
    ],
)
def test_relative_names(importing: str, level: int, dotted: str, expected: str | None) -> None:
    assert table().resolve(importing, level, dotted) == expected


def test_each_file_is_read_and_parsed_once() -> None:
    files = Memory(FILES)
    modules = ModuleTable(files, (".",))
    assert modules.load("a") is modules.load("a")
    assert modules.load("a") is modules.open("a.py")
    assert len(files.asked) == len(set(files.asked))
    assert modules.loaded == ("a",)
    assert modules.probed == (("a/__init__.py", False), ("a.py", True))


def test_a_broken_module_is_a_finding_in_its_own_file() -> None:
    found = table().load("broken")
    assert isinstance(found, Finding)
    assert (found.code, found.span.path, found.span.line) == ("FLO901", "broken.py", 1)
    assert table().symbols("broken") is None


def test_too_many_modules_are_a_finding() -> None:
    files = {f"m{number}.py": "" for number in range(MODULES.maximum + 1)}
    modules = ModuleTable(Memory(files), (".",))
    assert all(isinstance(modules.load(f"m{number}"), Parsed) for number in range(MODULES.maximum))
    last = modules.load(f"m{MODULES.maximum}")
    assert isinstance(last, Finding)
    assert last.code == "FLO908"
    assert isinstance(modules.load("m0"), Parsed)
