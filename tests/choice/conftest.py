"""What the tests of the choice share: a project, and how it is checked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from icefloe import api
from icefloe.choice import Said

Check = Callable[..., api.Checked]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Write files of a project, and check it as a whole or by the paths that are given."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str | bytes], *paths: str, **choice: object) -> api.Checked:
        for name, content in {"pyproject.toml": "", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return api.check(paths or (".",), api.Wanted(choice=Said(**choice)))

    return run
