"""The program counts as the same while these tests run, even if somebody edits it meanwhile."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def same_program() -> None:
    """Let one stamp stand for the whole session, as it would for an installed program."""
    from icefloe.api import kept
    from icefloe.cache.stamp import stamp

    now = stamp()
    patch = pytest.MonkeyPatch()
    patch.setattr(kept, "stamp", lambda: now)
