"""What `icefloe diff` prints of one pipeline that has changed in many ways, in all formats."""

import re
from pathlib import Path

import pytest

STATES = Path(__file__).parent / "states"
GOLDEN = Path(__file__).parent / "golden"


def state(name: str) -> dict[str, str]:
    files = {path.name: path.read_text("utf-8") for path in sorted((STATES / name).glob("*.py"))}
    return {"pyproject.toml": "[project]\nname = 'x'\n", **files}


@pytest.mark.golden
@pytest.mark.parametrize(("form", "suffix"), [("text", "txt"), ("json", "json"), ("markdown", "md")])
def test_two_revisions(repository, diff, golden, form, suffix):
    repository(state("old"), state("new"))
    result = diff("HEAD~1..HEAD", "--format", form)
    assert result.exit_code == 1, result.output
    # Digests change with the normal form, which is not what is told here.
    golden(GOLDEN / f"revisions.{suffix}", re.sub(r'"[0-9a-f]{12}"', '"a digest"', result.stdout))


@pytest.mark.golden
def test_two_locks(repository, diff, golden, tmp_path):
    from icefloe import api

    folder = repository(state("old"), state("new"))
    new = api.freeze(folder).text
    for name, text in state("old").items():
        (folder / name).write_text(text, "utf-8")
    (folder / "old.lock").write_text(api.freeze(folder).text, "utf-8")
    (folder / "new.lock").write_text(new, "utf-8")
    result = diff("old.lock", "new.lock")
    assert result.exit_code == 1, result.output
    golden(GOLDEN / "locks.txt", result.stdout)
