from pathlib import Path

import pytest
from policy_words import Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)
