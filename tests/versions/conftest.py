"""A project with versions, written anew for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from versioned_texts import FILES

Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write the project, with other files beside or in place of its own; its folder becomes the working directory."""
    for name in ("NO_COLOR", "FORCE_COLOR", "ICEFLOE_DEBUG", "ICEFLOE_WORKER"):
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)

    def write(**changed: str) -> Path:
        for name, text in {**FILES, **{key.replace("__", "."): text for key, text in changed.items()}}.items():
            (root / name).write_text(text)
        return root

    return write
