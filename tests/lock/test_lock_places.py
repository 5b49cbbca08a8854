"""A lock that cannot be read: the finding stands where the damage is, and says what helps."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lock_texts import PROJECT, TRAIN

from icefloe.cli.app import app

RESTORE = "restore icefloe.lock from version control, or run `icefloe freeze`"
RESOLVE = "resolve the conflicts of the sources, then run `icefloe freeze`, which writes it anew"
UPGRADE = "upgrade Icefloe: "
CONFLICT = "<<<<<<< HEAD\n\\g<0>=======\n\\g<0>>>>>>>> other\n"


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(app, arguments, prog_name="icefloe")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("pattern", "put", "said", "hint"),
    [
        (r'"deps":.*\n', CONFLICT, "line 4 begins a merge conflict", RESOLVE),
        (r'"version":"1.0"', '"version":"1.1"', "a newer Icefloe wrote it", UPGRADE),
        (r'"version":"1.0"', '"version":"0.9"', "an older Icefloe wrote it", "run `icefloe freeze`"),
        (r'"deps":', '"deps": ', "line 4 is not as `freeze` writes it", RESTORE),
        (r'"deps":.*\n', r"\g<0>\g<0>", "'deps' stands twice", RESTORE),
        (r'"deps":.*\n', '"deps":1,\n', "this is not what such a leaf holds", RESTORE),
        (r'"env":.*\n', '"env":{},\n', "requires_python", RESTORE),
        (r'"deps":.*\n', "nothing\n", "not JSON", RESTORE),
        (r"\}\n\Z", "}\n\n", "is not as `freeze` writes it", RESTORE),
    ],
)
def test_the_place_and_the_way_out(written: Callable[..., Path], pattern: str, put: str, said: str, hint: str) -> None:
    folder = written()
    assert call("freeze").exit_code == 0
    whole = (folder / "icefloe.lock").read_text()
    damaged = re.sub(pattern, put, whole, count=1)
    assert damaged != whole
    (folder / "icefloe.lock").write_text(damaged)
    pairs = zip(whole.split("\n"), [*damaged.split("\n"), ""], strict=False)
    line = next((number for number, (old, new) in enumerate(pairs, 1) if old != new), whole.count("\n") + 2)
    for words in (("verify",), ("freeze", "--locked"), ("compile", "--locked", "train.py:first")):
        result = call(*words)
        assert result.exit_code == 1
        assert f"icefloe.lock:{line}:1" in result.output, (words, line, result.output)
        assert said in result.output
        assert hint in result.output
        assert (RESTORE in result.output) == (hint == RESTORE)


def test_what_is_no_text_has_a_line(written: Callable[..., Path]) -> None:
    folder = written()
    call("freeze")
    data = (folder / "icefloe.lock").read_bytes()
    (folder / "icefloe.lock").write_bytes(data.replace(b'"deps"', b'"d\xffps"'))
    assert "icefloe.lock:4:1: FLO602 " in call("verify", "--output-format", "concise").stdout


def test_a_second_freeze_says_that_nothing_changed(written: Callable[..., Path]) -> None:
    folder = written()
    first = call("freeze")
    assert first.stderr == "froze 2 pipelines in icefloe.lock\n"
    again = call("freeze")
    assert (again.stdout, again.stderr) == (first.stdout, "icefloe.lock is up to date\n")
    (folder / "steps.py").write_text(PROJECT["steps.py"].replace("SCALE = 2", "SCALE = 3"))
    assert call("freeze").stderr == first.stderr


def test_data_that_no_lock_holds_is_noted(written: Callable[..., Path]) -> None:
    text = TRAIN.replace("import Pipeline, step", "import Pipeline, context, step").replace(
        "def load():", "def load(path):"
    )
    text = text.replace('Pipeline("first", ', 'Pipeline("first", context=context(path="rows.json"), ')
    written(**{"train.py": text})
    assert "note: " not in call("freeze").stderr
    written(**{"train.py": text, "rows.json": "[]"})
    assert "note: rows.json, the default of path, is data and not in the lock" in call("freeze").stderr


@pytest.mark.parametrize("repository", [True, False])
def test_a_plan_that_changed_is_told_where_git_knows_it(written: Callable[..., Path], repository: bool) -> None:
    folder = written()
    call("freeze")
    if repository:
        (folder / ".git").mkdir()
    (folder / "train.py").write_text(TRAIN.replace('@step(outputs=["report"])', '@step(outputs=["report"], retry=2)'))
    result = call("verify")
    assert "FLO613" in result.stdout
    assert ("; `icefloe diff HEAD` says what changed" in result.stdout) == repository
