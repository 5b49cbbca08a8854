"""Whole answers that are given again: the same text and status as without, and only while they hold."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kept_projects import FINE, MAIN, PROJECT, WRONG, write

from icefloe.cli.answers import ENVIRONMENT

pytestmark = pytest.mark.executes
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Icefloe as it is installed: nobody edits it while the tests run."""
    folder = tmp_path_factory.mktemp("installed") / "site-packages"
    ignored = shutil.ignore_patterns("__pycache__")
    for package in ("compiler/icefloe", "schemas/icefloe_schema", "runtimes/icefloe_runtimes"):
        shutil.copytree(ROOT / package, folder / package.rpartition("/")[2], ignore=ignored)
    return folder


class Shell:
    """A user's shell in the folder of a project."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.root = write(
            folder / "p",
            {"pyproject.toml": PROJECT, "steps.py": WRONG, "main.py": MAIN.format(module="steps", name="m")},
        )
        self.cache = folder / "cache"
        names = ("NO_COLOR", "FORCE_COLOR", "ICEFLOE_DEBUG", "ICEFLOE_CACHE_DIR", "PYTHONDONTWRITEBYTECODE")
        self.environment = {name: value for name, value in os.environ.items() if name not in names}
        self.environment["PYTHONPATH"] = str(site)

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        environment = {**self.environment, "ICEFLOE_CACHE_DIR": str(self.cache), **more}
        command = [sys.executable, "-m", "icefloe", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.root, env=environment, stdout=pipe, stderr=pipe, text=True)

    def says(self, *words: str, **more: str) -> tuple[str, str, int]:
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=120)
        return out, err, process.returncode

    def same(self, *words: str, **more: str) -> tuple[str, str, int]:
        """What a call says, which must be the same without a cache, when it is kept, and when it is given again."""
        fresh = self.says(*words, "--no-cache", **more)
        assert self.says(*words, **more) == fresh
        before = self.entries()
        assert self.says(*words, **more) == fresh
        assert self.entries() == before
        return fresh

    def entries(self) -> set[str]:
        folder = self.cache / "check"
        return {one.name for one in folder.iterdir() if one.name.startswith("a-")} if folder.is_dir() else set()


@pytest.fixture
def shell(tmp_path: Path, site: Path) -> Shell:
    return Shell(tmp_path, site)


def test_an_answer_is_given_again_word_for_word(shell: Shell) -> None:
    out, _, status = shell.same("check")
    assert (status, "FLO301" in out) == (1, True)
    assert shell.says("check", "--exit-zero")[2] == 0
    assert shell.same("check", "--output-format", "json")[0].startswith(("{", "["))
    assert shell.same("lint", "main.py", "--select", "FLO3")[2] == 1
    assert shell.same("check", "--color", "always")[0] != out
    assert shell.same("check", "nothing.py")[2] == 2
    assert shell.same("check", "pyproject.toml")[2] == 2
    assert len(shell.entries()) == 7


def test_an_answer_ends_with_what_it_was_told_from(shell: Shell) -> None:
    assert shell.same("check")[2] == 1
    write(shell.root, {"steps.py": FINE})
    assert shell.same("check")[2] == 0
    (shell.root / "steps.py").unlink()
    fine = shell.same("check")
    write(shell.root, {"steps/__init__.py": WRONG})
    assert shell.same("check") != fine
    write(shell.root, {"pyproject.toml": PROJECT + "[tool.icefloe]\nignore = ['FLO3']\n"})
    assert shell.same("check")[2] == 0
    write(shell.root, {"icefloe.toml": ""})
    assert shell.same("check")[2] == 1
    write(shell.root, {".gitignore": "main.py\nsteps\n"})
    assert shell.same("check")[2] == 0


def test_a_file_that_was_missing_appears(shell: Shell) -> None:
    assert shell.same("check", "late.py")[2] == 2
    write(shell.root, {"late.py": MAIN.format(module="steps", name="l")})
    assert shell.same("check", "late.py")[2] == 1


def test_where_and_how_one_asks_counts(shell: Shell) -> None:
    plain = shell.same("check")
    assert shell.same("check", ICEFLOE_OUTPUT_FORMAT="concise") != plain
    assert shell.same("check", FORCE_COLOR="1") != plain
    assert shell.same("check", FORCE_COLOR="1", NO_COLOR="1") == plain


def test_whoever_asks_for_more_words_is_not_answered_from_memory(shell: Shell) -> None:
    shell.says("check")
    assert "looked at 2 files: 0 anew" in shell.says("check", ICEFLOE_DEBUG="1")[1]
    assert "looked at 2 files: 0 anew" in shell.says("check", "-v")[1]
    assert "looked at 2 files: 2 anew" in shell.says("check", "-v", "--no-cache")[1]
    assert "looked at" not in shell.says("check")[1]


def test_two_at_once_do_not_disturb_each_other(shell: Shell) -> None:
    expected = shell.says("check", "--no-cache")
    for _ in range(2):
        started = [shell.start("check") for _ in range(4)]
        assert {(*process.communicate(timeout=120), process.returncode) for process in started} == {expected}


@pytest.mark.parametrize("damage", [b"", b"junk" * 50, None])
def test_a_damaged_cache_is_none(damage: bytes | None, shell: Shell) -> None:
    expected = shell.same("check")
    for path in (shell.cache / "check").iterdir():
        path.write_bytes(damage if damage is not None else path.read_bytes()[:-3])
    assert shell.same("check") == expected


def test_a_cache_that_cannot_be_is_none(shell: Shell, tmp_path: Path) -> None:
    expected = shell.says("check", "--no-cache")
    (tmp_path / "file").write_text("x")
    for place in (str(tmp_path / "file"), "/proc/none", str(shell.root / "here"), "here"):
        assert shell.says("check", ICEFLOE_CACHE_DIR=place) == expected
    assert not (shell.root / "here").exists()
    assert shell.says("check", "--cache-dir", str(tmp_path / "there")) == expected
    assert (tmp_path / "there" / "check").is_dir()


def test_what_writes_or_reads_stdin_is_not_kept(shell: Shell) -> None:
    for words in (["--diff"], ["-o", "report.txt"], ["--show-files"], ["--show-settings"]):
        shell.says("check", *words)
    assert shell.entries() == set()


def test_an_environment_of_packages_is_looked_at_each_time(shell: Shell, tmp_path: Path) -> None:
    packages = tmp_path / "venv" / "lib" / "python3.11" / "site-packages"
    write(packages, {"pack/__init__.py": "def f() -> int: ...\n", "pack/py.typed": ""})
    shell.same("check", "--python", str(tmp_path / "venv"))
    assert shell.entries() == set()


def test_every_variable_that_is_asked_for_counts() -> None:
    """Who asks for one more must say here whether an answer depends on it."""
    kept = {"ICEFLOE_CACHE_DIR", "ICEFLOE_DEBUG", "LOCALAPPDATA", "XDG_CACHE_HOME", "_ICEFLOE_COMPLETE"}
    asked: set[str] = set()
    for path in (ROOT / "compiler" / "icefloe").rglob("*.py"):
        if "sdk" in path.parts or {"rules", "dialects"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'(?:os\.)?environ(?:ment)?(?:\.get\(|\[)"(\w+)"', text))
    assert asked - kept - set(ENVIRONMENT) <= {"PATH", "X", "MODE", "ENV", "STAGE"}, "is it part of an answer?"


def test_nothing_heavy_is_loaded_for_a_kept_answer(shell: Shell) -> None:
    shell.says("check")
    code = "import sys; sys.argv = ['icefloe', 'check']; import os\nfrom icefloe.cli.answers import recall\n"
    code += "assert recall(['check']) == 1\nprint(*sorted(sys.modules), file=sys.stderr)"
    environment = {**shell.environment, "ICEFLOE_CACHE_DIR": str(shell.cache)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=shell.root, env=environment, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    heavy = {"click", "libcst", "typing", "dataclasses", "pathlib", "re", "json", "yaml", "pathspec", "icefloe.api"}
    assert not heavy & loaded
