"""A project to write, for the tests of its lock."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lock_texts import PROJECT

Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files below a folder of the test's own, which becomes the working directory; PROJECT unless others."""
    monkeypatch.chdir(tmp_path)

    def write(files: Mapping[str, str | bytes] = PROJECT, **changed: str | bytes) -> Path:
        for name, content in {**files, **changed}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write
