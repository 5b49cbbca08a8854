"""Any bytes give findings, never a traceback; `make faults` does the same for hours."""

import pytest
from looking import look
from mutations import source

from icefloe import codes

SECONDS = 20
KNOWN = set(codes.names())


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_broken_sources_give_findings(start: int) -> None:
    """Two hundred sources; the bound is loose, as what a source may cost is counted in fuel and not in seconds."""
    for seed in range(start, start + 20):
        looked = look(source(seed))
        assert set(looked.codes) <= KNOWN, seed
        assert looked.seconds < SECONDS, seed


def test_the_same_seed_gives_the_same_source() -> None:
    assert [source(seed) for seed in range(5)] == [source(seed) for seed in range(5)]
    assert len({source(seed) for seed in range(50)}) > 45
