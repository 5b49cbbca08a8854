"""Each page about the lock shows a project before and after, what verify says of it, and the way out.

The blocks of a page are followed in their order in one folder: files are written, commands are run. Every command's
output stands on the page, with `…` for digests.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from icefloe import codes
from icefloe.cli.app import app
from icefloe.findings import Severity
from icefloe.lock import change, telling

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?(?: not (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EDIT = re.compile(r"sed -i 's\|([^|]+)\|([^|]+)\|' (\S+)")
SAID = re.compile(r"^(\S+):(\d+):(\d+): (FLO\d{3}) (.+)$", re.MULTILINE)
VERBS = {"Reports": Severity.ERROR, "Notes": Severity.NOTE}
#: What needs another program than this one, and where it is tested.
ELSEWHERE = {"FLO605": "ssh-keygen: tests of signatures"}
PAGES = [code for code in codes.names() if code.startswith("FLO6") and code not in ELSEWHERE]


def section(code: str, title: str) -> str:
    return (codes.page(code) or "").partition(f"## {title}\n")[2].partition("\n## ")[0]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what stands below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def follow(folder: Path, text: str) -> Iterator[tuple[str, str, int]]:
    """Follow the blocks of a section; give each command of icefloe with its output and status, compared."""
    for language, name, before, body in BLOCK.findall(text):
        if language == "console":
            for command, shown in commands(body):
                yield from run(folder, command, shown)
        elif language != "text" or name:
            if before:
                (folder / before).unlink()
            path = folder / (name or "pipeline.py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")


def run(folder: Path, command: str, shown: str) -> Iterator[tuple[str, str, int]]:
    if edit := EDIT.fullmatch(command):
        path = folder / edit[3]
        text = path.read_text(encoding="utf-8")
        edited = re.sub(edit[1], edit[2], text, count=1)
        assert edited != text, f"{command}: it changes nothing"
        path.write_text(edited, encoding="utf-8")
        return
    words = command.split()
    assert words[0] == "icefloe"
    result = CliRunner().invoke(app, words[1:], prog_name="icefloe")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    said = result.stderr + result.stdout
    pattern = re.escape(shown).replace("…", r"\S+").replace(r"\…", r"\S+")
    assert re.fullmatch(pattern, said), f"{command} says\n{said}\nand not\n{shown}"
    yield command, said, result.exit_code


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ICEFLOE_OUTPUT_FORMAT", raising=False)
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


@pytest.mark.parametrize("code", PAGES)
def test_a_page_shows_its_code_and_the_way_out(code: str, folder: Path) -> None:
    example = [one for one in follow(folder, section(code, "Example")) if one[0].startswith("icefloe verify")]
    assert example, "the example verifies something"
    command, said, status = example[-1]
    found = {one[3] for one in SAID.findall(said)}
    assert code in found
    verb = section(code, "What it does").split()[0]
    assert status == (VERBS[verb] is Severity.ERROR), "the verb says how much the example weighs"
    if VERBS[verb] is Severity.NOTE:
        strict = CliRunner().invoke(app, [*command.split()[1:], "--strict"], prog_name="icefloe")
        assert (strict.exit_code, code in strict.stdout) == (1, True)
    for path, line, *_ in SAID.findall(said):
        assert path == "icefloe.lock" or (folder / path).read_text().count("\n") >= int(line), "the place is there"
    instead = list(follow(folder, section(code, "Use instead")))
    assert [one[0] for one in instead][-1] == "icefloe verify"
    assert instead[-1][1].startswith("verified ")
    assert instead[-1][2] == 0


def test_the_document_about_the_lock_shows_what_happens(folder: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "lock.md").read_text(encoding="utf-8")
    statuses = [(command.split()[1], status) for command, _, status in follow(folder, text)]
    assert [status for verb, status in statuses if verb == "verify"] == [1, 0, 1]
    assert ("freeze", 1) in statuses


def test_every_kind_of_change_has_a_code_and_a_page() -> None:
    semantic = {telling.CODE, telling.REACH, telling.STEP, telling.HEADER, telling.IMPORTED}
    assert set(telling.CODES) == set(change.HINTS) - {"semantic"}
    assert {*telling.CODES.values(), *semantic} == {code for code in codes.names() if code.startswith("FLO6")}
    notes = {telling.CODES[kind] for kind in change.NOTES}
    assert notes == {code for code in codes.names() if code.startswith("FLO63")}
