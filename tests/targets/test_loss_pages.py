"""Each page of what an export loses shows a pipeline that loses it, what is then said, and one that does not."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from icefloe import codes
from icefloe.cli.app import app
from icefloe_runtimes.target import LOSSES, TEXT

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^\$ icefloe (export \w+ pipeline\.py)\n(.*)\n$", re.DOTALL)
# The size of an export changes with every word of its notation: any number will do there.
CHANGING = {"FLO704": re.compile(r"(?<=the export has )\d+")}
LOST = sorted({*LOSSES.values(), TEXT})


def section(code: str, title: str) -> list[tuple[str, str, str]]:
    text = (codes.page(code) or "").partition(f"## {title}\n")[2].partition("\n## ")[0]
    return BLOCK.findall(text)


def command(code: str) -> tuple[str, str]:
    """What is typed, and what is said."""
    (told,) = [text for language, _, text in section(code, "Example") if language == "console"]
    shown = SHOWN.fullmatch(told)
    assert shown, told
    return shown[1], shown[2]


def exported(folder: Path, code: str, title: str) -> list[str]:
    """The lines about this loss that exporting the files of a section says."""
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    for language, name, text in section(code, title):
        if language != "console":
            (folder / (name or "pipeline.py")).write_text(text, encoding="utf-8")
    said = CliRunner().invoke(app, command(code)[0].split(), prog_name="icefloe")
    assert said.exception is None or isinstance(said.exception, SystemExit)
    lines = said.stderr.splitlines()
    assert said.exit_code == (1 if lines else 0)
    assert all(line.startswith(("error[FLO7", "hint: ")) for line in lines), said.stderr
    return [line for line in lines if line.startswith(f"error[{code}]")]


def settled(code: str, line: str) -> str:
    return CHANGING[code].sub("…", line) if code in CHANGING else line


@pytest.mark.parametrize("code", LOST)
def test_the_example_is_said_to_lose_it(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [settled(code, line) for line in exported(tmp_path, code, "Example")]
    assert lines == settled(code, command(code)[1]).splitlines()


@pytest.mark.parametrize("code", LOST)
def test_what_to_use_instead_does_not_lose_it(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(language == "python" for language, *_ in section(code, "Use instead"))
    monkeypatch.chdir(tmp_path)
    assert exported(tmp_path, code, "Use instead") == []
