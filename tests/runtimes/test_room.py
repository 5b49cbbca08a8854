"""What fills the holes in memory before children are forked takes so much, and no more."""

from collections import Counter
from itertools import count

from icefloe_runtimes.step.warm.room import make_room


def test_it_stops_where_room_begins_anew() -> None:
    """Blocks of one size that come one behind the other come out of no hole."""
    asked: Counter[int] = Counter()
    at = count(0, 16)

    def malloc(size: int) -> int:
        asked[size] += 1
        # Three that fit a hole, then those at the end of all memory.
        place = next(at)
        for _ in range((size + 8 + 15) // 16 - 1):
            next(at)
        return place if asked[size] > 3 else -place * 7

    make_room([], malloc)
    assert set(asked.values()) == {8}


def test_an_allocator_that_works_in_another_way_gives_little() -> None:
    given: list[int] = []

    def malloc(size: int) -> int:
        given.append(size)
        return len(given) % 2 << 40 | len(given) << 20

    held: list[object] = []
    make_room(held, malloc)
    assert sum(given) < 6 * 2**20
    assert sum(len(block) for block in held if isinstance(block, bytes)) < 3 * 2**20


def test_no_more_is_asked_of_the_c_library_than_there_is() -> None:
    held: list[object] = []
    make_room(held, None)
    assert held
