"""Comments that are written for findings: the next check is clean, and nothing else has changed."""

from pathlib import Path

import pytest
from known_mistakes import TRAIN, found

from icefloe.api import Wanted
from icefloe.api.ignoring import add_ignores

FLOW = """\
dag:
  start_at: first
  steps:
    first: {type: stub, next: success}
    alone: {type: stub, next: success}  # kept
    more:
      type: stub
      next: success
"""
WIDE = '''\
from flowyml import Pipeline, step


@step
def one():
    pass


p = Pipeline(
    "x", verison="""
    1""", author=1, tags=\\
    "a"
).add_step(one)
q = Pipeline("y", verison="1")  # icefloe: ignore[FLO105] why
q.add_step(one)
'''


def rid(text: str) -> str:
    """The text without the comments that were added."""
    return "\n".join(line.partition("  # icefloe: ignore")[0] for line in text.split("\n"))


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"train.py": TRAIN}, 3),
        ({"train.py": TRAIN.replace("\n", "\r\n")}, 3),
        ({"train.py": "\ufeff" + TRAIN.replace("score", "größe")}, 3),
        ({"train.py": TRAIN.rstrip("\n")}, 3),
        ({"train.py": TRAIN.rstrip("\n") + '\nq = Pipeline("z", verison="1")'}, 4),
        ({"train.py": WIDE}, 3),
        ({"flow.yaml": FLOW}, 2),
        ({"flow.yaml": FLOW.replace("\n", "\r\n")}, 2),
        ({"a/pyproject.toml": "", "a/train.py": TRAIN, "train.py": TRAIN}, 6),
    ],
)
@pytest.mark.executes
def test_the_next_check_is_clean(check, tmp_path: Path, files: dict[str, str], count: int) -> None:
    before = check(files).findings
    made = add_ignores((".",), Wanted(), "adopted")
    assert (made.problems, made.count) == ((), len(before))
    assert made.count >= count
    assert found(check({})) == []
    for name, text in files.items():
        after = (tmp_path / name).read_bytes().decode()
        assert after.count("\r\n") == text.count("\r\n")
        assert after.count("\n") == text.count("\n")
        assert rid(after.replace("\r", "")) == rid(text.replace("\r", ""))
    state = {name: (tmp_path / name).read_bytes() for name in files}
    again = add_ignores((".",), Wanted(), "")
    assert (again.count, dict(again.texts)) == (0, {})
    assert {name: (tmp_path / name).read_bytes() for name in files} == state


@pytest.mark.executes
def test_codes_join_the_brackets_that_are_there(check, tmp_path: Path) -> None:
    check({"train.py": TRAIN.replace('verison="1")', 'verison="1")  # icefloe: ignore[FLO201] reason')})
    add_ignores((".",), Wanted(), "new")
    lines = (tmp_path / "train.py").read_text().split("\n")
    assert lines[24] == 'p = Pipeline("x", verison="1")  # icefloe: ignore[FLO201, FLO105] reason'
    assert lines[8] == '@step(inputs=["rwa"], outputs=["model"])  # icefloe: ignore[FLO201] new'


@pytest.mark.executes
def test_what_cannot_be_ignored_is_said(check, tmp_path: Path) -> None:
    check({"bad.py": "import flowyml\nx = (", "train.py": TRAIN + "# icefloe: ignore\n"})
    (tmp_path / "train.py").chmod(0o444)
    made = add_ignores((".",), Wanted(), "")
    assert made.problems == (
        "bad.py:2: FLO901 is not ignored: no comment keeps it back",
        "train.py:29: FLO931 is not ignored: no comment keeps it back",
        "train.py is not changed: it is read-only",
    )
    assert dict(made.texts) == {}
